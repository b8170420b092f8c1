package io.strapwork.driver.virtio.embedded;

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.DiskDriver;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.pci.VirtioBlkPciDriver;
import io.strapwork.driver.virtio.pci.VirtioBlkPciOptions;

class EmbeddedBlkPciContractTests extends EmbeddedDiskContract<PciBus> {
    EmbeddedBlkPciContractTests() {
        super(Architecture.X86_64, PciBus.class);
    }

    @Override
    protected DiskDriver<PciBus> driver(BootClock clock) {
        return new VirtioBlkPciDriver(VirtioBlkPciOptions.standard(), clock);
    }
}
