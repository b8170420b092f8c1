package io.strapwork.handoff.openfirmware;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The machine's device tree, completed to what a client of Open Firmware finds (IEEE 1275, 3.5; its PowerPC binding, 5). */
final class FirmwareTree {
    private FirmwareTree() {}

    /** @param kept what stays the firmware's when an operating system has taken over: run-time services and the call entry */
    static PackageTree of(DeviceTree machine, OpenFirmwareOptions options, String arguments, List<GuestRange> kept) {
        DeviceNode root = machine.root()
                .edit("rtas", rtas -> rtas.without("linux,rtas-base").without("linux,rtas-entry"))
                .edit("chosen", chosen -> chosen(chosen, options, arguments));
        // Linux reads "reserved-ranges" of the root of a flattened tree (arch/powerpc/kernel/prom.c); the binding has nothing of the kind
        root = root.with(DeviceProperty.wide("reserved-ranges",
                kept.stream().flatMapToLong(range -> java.util.stream.LongStream.of(range.start().value(), range.bytes())).toArray()));
        root = root.edit("options", node -> node.with(DeviceProperty.text("real-mode?", "true"))
                .with(DeviceProperty.text("little-endian?", "false")));
        root = root.edit("openprom", node -> node.with(DeviceProperty.text("model", "Strapwork"))
                .with(DeviceProperty.flag("relative-addressing")));
        root = root.edit("aliases", aliases -> aliases);
        return new PackageTree(root, Optional.empty());
    }

    private static DeviceNode chosen(DeviceNode machine, OpenFirmwareOptions options, String arguments) {
        DeviceNode chosen = machine.with(DeviceProperty.text("bootargs", arguments))
                .with(DeviceProperty.text("bootpath", options.bootPath().orElse(""))).without("linux,initrd-start")
                .without("linux,initrd-end");
        return options.stdoutPath().isPresent() ? chosen.with(DeviceProperty.text("stdout-path", options.stdoutPath().get())) : chosen;
    }

    /** Where the machine keeps its run-time services. */
    static Optional<Long> rtasBase(DeviceTree machine) {
        return machine.root().child("rtas").flatMap(rtas -> rtas.property("linux,rtas-base")).filter(base -> base.value().length == 4)
                .map(base -> CallFrame.unsigned(ByteBuffer.wrap(base.value()).getInt()));
    }

    /** The reserved ranges that the machine lives in: those of the call entry. */
    static List<GuestRange> kept(MemoryLayout layout, io.strapwork.api.machine.GuestAddress callEntry) {
        return layout.reserved().stream().filter(range -> range.contains(callEntry)).toList();
    }
}
