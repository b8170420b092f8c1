package io.strapwork.machine.qemu.ppc64;

import io.strapwork.api.bus.PciBus.PciWindow;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The first PCI host bridge, as the device tree describes it (IEEE 1275 PCI bus binding).
 *
 * @param id     its BUID
 * @param window bus addresses for 32-bit memory BARs
 * @param offset from a bus address to the CPU's
 */
record HostBridge(long id, PciWindow window, long offset) {
    static final String NO_HOST_BRIDGE = "SW-M241";
    private static final int RANGE_BYTES = 28;
    private static final int MEMORY_32 = 2;
    private static final long FOUR_GIB = 1L << 32;

    static HostBridge of(DeviceTree tree) {
        for (DeviceNode node : tree.root().children().values()) {
            Optional<DeviceProperty> id = node.property("reg");
            Optional<DeviceProperty> ranges = node.property("ranges");
            if (node.name().startsWith("pci@") && id.isPresent() && id.get().value().length >= 8 && ranges.isPresent()) {
                return of(ByteBuffer.wrap(id.get().value()).getLong(), ByteBuffer.wrap(ranges.get().value()));
            }
        }
        throw missing("no PCI host bridge");
    }

    private static HostBridge of(long id, ByteBuffer ranges) {
        while (ranges.remaining() >= RANGE_BYTES) {
            int high = ranges.getInt();
            long bus = ranges.getLong();
            long cpu = ranges.getLong();
            long bytes = ranges.getLong();
            if ((high >>> 24 & 3) == MEMORY_32 && bus >= 0 && bus < FOUR_GIB && bytes > 0) {
                return new HostBridge(id, new PciWindow(bus, Math.min(bytes, FOUR_GIB - bus)), cpu - bus);
            }
        }
        throw missing("no 32-bit memory window on its PCI host bridge");
    }

    private static RuntimeException missing(String what) {
        return new Problem(NO_HOST_BRIDGE, Blame.HOST, "device tree", "the machine's device tree has " + what,
                "Strapwork is tested with QEMU 7.2; don't change -nodefaults")
                .asException();
    }
}
