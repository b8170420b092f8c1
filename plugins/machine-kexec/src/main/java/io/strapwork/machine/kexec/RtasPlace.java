package io.strapwork.machine.kexec;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.FdtView;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;

/** Where Linux has instantiated RTAS; it can't be had a second time (PAPR, 7.2.6). */
final class RtasPlace {
    private RtasPlace() {}

    static Optional<GuestRange> of(MemorySegment tree) {
        Optional<DeviceNode> rtas = FdtView.parse(tree).root().child("rtas");
        long base = number(rtas, "linux,rtas-base");
        long size = number(rtas, "rtas-size");
        return base > 0 && size > 0 && size <= Long.MAX_VALUE - base ? Optional.of(GuestRange.of(base, size)) : Optional.empty();
    }

    private static long number(Optional<DeviceNode> node, String property) {
        return node.flatMap(its -> its.property(property)).map(DeviceProperty::number).orElse(OptionalLong.empty()).orElse(0);
    }
}
