package io.strapwork.machine.kexec;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import io.strapwork.device.tree.FdtView;
import io.strapwork.device.tree.ReservedMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The tree that the running Linux was started with, and what of its memory the next system keeps (ppc64). */
record RunningTree(DeviceTree tree) {
    static RunningTree of(MemorySegment flat) {
        return new RunningTree(FdtView.parse(flat));
    }

    /**
     * RTAS, which can't be had a second time (PAPR, 7.2.6), what firmware and boot loader have reserved, and room for what the next system is told to reserve.
     *
     * @param ram   in order
     * @param taken besides
     */
    List<GuestRange> kept(List<GuestRange> ram, List<GuestRange> taken) {
        var kept = new ArrayList<>(reservations());
        rtas().ifPresent(kept::add);
        var used = new ArrayList<>(taken);
        used.addAll(kept);
        kept.addAll(ReservedMemory.of(tree.root()).kept(ram, used));
        return kept;
    }

    /** For the next system: without a reservation of this one's initrd, which is gone by then. */
    MemorySegment next() {
        return MemorySegment.ofArray(new DeviceTree(tree.root(), reservations(), tree.bootCpu()).flatten());
    }

    private Optional<GuestRange> rtas() {
        Optional<DeviceNode> rtas = tree.root().child("rtas");
        return range(number(rtas, "linux,rtas-base"), number(rtas, "rtas-size"));
    }

    private List<GuestRange> reservations() {
        Optional<DeviceNode> chosen = tree.root().child("chosen");
        long start = number(chosen, "linux,initrd-start");
        Optional<GuestRange> initrd = range(start, number(chosen, "linux,initrd-end") - start);
        return tree.reservations().stream().filter(range -> initrd.filter(range::overlaps).isEmpty()).toList();
    }

    private static Optional<GuestRange> range(long start, long bytes) {
        return start > 0 && bytes > 0 && bytes <= Long.MAX_VALUE - start ? Optional.of(GuestRange.of(start, bytes)) : Optional.empty();
    }

    private static long number(Optional<DeviceNode> node, String property) {
        return node.flatMap(its -> its.property(property)).map(DeviceProperty::number).orElse(OptionalLong.empty()).orElse(0);
    }
}
