package ${package};

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.bus.PciBus.PciWindow;
import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskDriver;
import io.strapwork.api.link.DiskDriverPlugin;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.time.BootClock;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds disks on a bus and starts them; put yours here. This one is made up: a PCI device with one memory BAR of 4 KiB whose registers are those of {@link ${className}Disk.Register},
 * 8 bytes each.
 */
@DiskDriverPlugin(id = "${id}", bus = "pci")
public final class ${className}Driver implements DiskDriver<PciBus> {
    /** Device and vendor, as register 0 of the configuration space has them. */
    static final int DEVICE = 0x5343_1234;
    private static final int COMMAND = 4;
    private static final int MEMORY_AND_MASTER = 6;
    private static final int BAR0 = 0x10;
    private static final int BAR_BYTES = 4096;

    private final BootClock clock;

    @Inject
    public ${className}Driver(BootClock clock) {
        this.clock = clock;
    }

    @Override
    public Class<PciBus> bus() {
        return PciBus.class;
    }

    @Override
    public List<Disk> open(PciBus bus) {
        var disks = new ArrayList<Disk>();
        for (int device = 0; device < 32; device++) {
            var address = new PciAddress(0, device, 0);
            if (bus.readConfig(address, 0, 4) == DEVICE) {
                disks.add(new ${className}Disk(bus, map(bus, address, disks.size()), address.toString(), clock));
            }
        }
        return disks;
    }

    /** Gives a disk's registers a place on the bus, and lets it use memory. From the end of the windows: the network card's are at their start. */
    private static long map(PciBus bus, PciAddress address, int number) {
        for (PciWindow window : bus.memorySpace().windows()) {
            long at = (window.start() + window.bytes() & -BAR_BYTES) - (number + 1L) * BAR_BYTES;
            if (at >= window.start()) {
                bus.writeConfig(address, BAR0, 4, (int) at);
                bus.writeConfig(address, COMMAND, 2, MEMORY_AND_MASTER);
                return at;
            }
        }
        throw new Problem("SW-L900", Blame.HOST, address.toString(), "the bus has no room for the disk's registers", "").asException();
    }
}
