package io.strapwork.runtime.walk;

import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskDriver;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.runtime.assembly.PluginCall;
import java.util.List;
import java.util.stream.Collectors;

/** The machine's disks as far as they are open. Owned by the boot's own thread. */
final class MachineDisks implements AutoCloseable {
    private List<Disk> opened = List.of();

    List<Disk> open(DiskDriver<?> driver, Machine machine) {
        opened = List.copyOf(PluginCall.in(driver, () -> open(driver, machine.hardware().buses())));
        return opened;
    }

    private static <B extends DeviceBus> List<Disk> open(DiskDriver<B> driver, List<DeviceBus> buses) {
        for (DeviceBus bus : buses) {
            if (driver.bus().isInstance(bus)) {
                return driver.open(driver.bus().cast(bus));
            }
        }
        String kinds = buses.stream().map(DeviceBus::kind).collect(Collectors.joining(", "));
        throw new Problem("SW-W193", Blame.USER, "[link.disk]", "the machine has no bus that the disk driver could use",
                kinds.isEmpty() ? "the machine has no bus at all" : "the machine's buses: " + kinds).asException();
    }

    /** Resets the devices, each whatever became of the others: nothing writes into guest memory any more. May be called again. */
    @Override
    public void close() {
        RuntimeException failed = null;
        for (Disk disk : opened) {
            try {
                PluginCall.of(disk, disk::quiesce);
            } catch (RuntimeException e) {
                if (failed == null) {
                    failed = e;
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
