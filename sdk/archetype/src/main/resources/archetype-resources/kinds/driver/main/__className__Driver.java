package ${package};

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.bus.PciBus.PciWindow;
import io.strapwork.api.link.DriverPlugin;
import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;

/**
 * Finds a network card on a bus and starts it; put yours here. This one is made up: a PCI card with one memory BAR of 4 KiB whose registers are those of {@link ${className}Link.Register},
 * 8 bytes each.
 */
@DriverPlugin(id = "${id}", bus = "pci")
public final class ${className}Driver implements LinkDriver<PciBus> {
    /** Device and vendor, as register 0 of the configuration space has them. */
    static final int DEVICE = 0x4d42_1234;
    private static final int COMMAND = 4;
    private static final int MEMORY_AND_MASTER = 6;
    private static final int BAR0 = 0x10;
    private static final int BAR_BYTES = 4096;

    @Override
    public Class<PciBus> bus() {
        return PciBus.class;
    }

    @Override
    public Link open(PciBus bus, Runnable interrupted) {
        for (int device = 0; device < 32; device++) {
            var address = new PciAddress(0, device, 0);
            if (bus.readConfig(address, 0, 4) == DEVICE) {
                return new ${className}Link(bus, map(bus, address), address.toString(), interrupted);
            }
        }
        throw new Problem("SW-L900", Blame.USER, "link", "there is no such card on the PCI bus",
                "add one to the machine, or use another driver").asException();
    }

    /** Gives the card's registers a place on the bus, and lets it use memory. */
    private static long map(PciBus bus, PciAddress address) {
        for (PciWindow window : bus.memorySpace().windows()) {
            long at = (window.start() + BAR_BYTES - 1) & -BAR_BYTES;
            if (at + BAR_BYTES <= window.start() + window.bytes()) {
                bus.writeConfig(address, BAR0, 4, (int) at);
                bus.writeConfig(address, COMMAND, 2, MEMORY_AND_MASTER);
                return at;
            }
        }
        throw new Problem("SW-L901", Blame.HOST, address.toString(), "the bus has no room for the card's registers", "").asException();
    }
}
