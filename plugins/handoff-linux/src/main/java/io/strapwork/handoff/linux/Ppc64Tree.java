package io.strapwork.handoff.linux;

import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.devicetree.DeviceNode;
import io.strapwork.devicetree.DeviceProperty;
import io.strapwork.devicetree.DeviceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Device trees for ppc64 Linux (Devicetree Specification 0.4 chapter 3; Power Architecture Platform Requirements for the {@code ibm,} names). */
final class Ppc64Tree {
    private static final int CACHE_BLOCK_BYTES = 128;
    private static final int TIMEBASE_HERTZ = 512_000_000;
    /** Processor version register of a POWER9 DD2.2. */
    private static final int POWER9_VERSION = 0x004e1202;

    private Ppc64Tree() {}

    /** For a machine that has no tree: one POWER9 and its memory. */
    static DeviceTree basic(MemoryLayout layout) {
        var nodes = new ArrayList<DeviceNode>();
        nodes.add(DeviceNode.of("chosen"));
        nodes.add(DeviceNode.of("cpus", DeviceProperty.cells("#address-cells", 1), DeviceProperty.cells("#size-cells", 0))
                .with(List.of(cpu())));
        for (GuestRange ram : layout.ram()) {
            nodes.add(DeviceNode.of("memory@" + Long.toHexString(ram.start().value()), DeviceProperty.text("device_type", "memory"),
                    DeviceProperty.wide("reg", ram.start().value(), ram.bytes())));
        }
        DeviceNode root = DeviceNode
                .of("", DeviceProperty.cells("#address-cells", 2), DeviceProperty.cells("#size-cells", 2),
                        DeviceProperty.text("model", "Strapwork embedded ppc64"),
                        DeviceProperty.text("compatible", "strapwork,embedded-ppc64"))
                .with(nodes);
        return new DeviceTree(root, layout.reserved().stream().filter(range -> range.bytes() > 0).toList(), 0);
    }

    private static DeviceNode cpu() {
        return DeviceNode.of("PowerPC,POWER9@0", DeviceProperty.text("device_type", "cpu"), DeviceProperty.cells("reg", 0),
                DeviceProperty.text("status", "okay"), DeviceProperty.cells("cpu-version", POWER9_VERSION), DeviceProperty.flag("64-bit"),
                DeviceProperty.cells("timebase-frequency", TIMEBASE_HERTZ), DeviceProperty.cells("clock-frequency", 1_000_000_000),
                DeviceProperty.cells("d-cache-block-size", CACHE_BLOCK_BYTES),
                DeviceProperty.cells("i-cache-block-size", CACHE_BLOCK_BYTES),
                DeviceProperty.cells("d-cache-line-size", CACHE_BLOCK_BYTES), DeviceProperty.cells("i-cache-line-size", CACHE_BLOCK_BYTES),
                DeviceProperty.cells("d-cache-size", 0x8000), DeviceProperty.cells("i-cache-size", 0x8000),
                DeviceProperty.cells("ibm,slb-size", 32),
                // 256 MiB and 1 TiB segments; base page sizes of 4 KiB and 64 KiB
                DeviceProperty.cells("ibm,processor-segment-sizes", 28, 40, -1, -1),
                DeviceProperty.cells("ibm,segment-page-sizes", 12, 0, 1, 12, 0, 16, 0x110, 1, 16, 1),
                DeviceProperty.cells("ibm,ppc-interrupt-server#s", 0));
    }

    /**
     * A tree completed for this boot: {@code /chosen} and the reservations of initrd and tree.
     *
     * @param own where the tree itself goes
     */
    static DeviceTree complete(DeviceTree machine, LinuxPpc64Options options, Optional<Segment> initrd, GuestRange own) {
        DeviceTree tree = machine.edit(root -> root.edit("chosen", chosen -> chosen(chosen, options, initrd)));
        return initrd.map(one -> tree.reserve(one.range())).orElse(tree).reserve(own);
    }

    private static DeviceNode chosen(DeviceNode machine, LinuxPpc64Options options, Optional<Segment> initrd) {
        DeviceNode chosen = machine.with(DeviceProperty.text("bootargs", options.cmdline())).without("linux,initrd-start")
                .without("linux,initrd-end");
        if (initrd.isPresent()) {
            GuestRange range = initrd.get().range();
            chosen = chosen.with(DeviceProperty.wide("linux,initrd-start", range.start().value()))
                    .with(DeviceProperty.wide("linux,initrd-end", range.end().value()));
        }
        return options.stdoutPath().isPresent() ? chosen.with(DeviceProperty.text("stdout-path", options.stdoutPath().get())) : chosen;
    }
}
