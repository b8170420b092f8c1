package io.strapwork.driver.virtio.embedded;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.link.DiskDriver;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.ccw.VirtioBlkCcwDriver;
import io.strapwork.driver.virtio.ccw.VirtioBlkCcwOptions;

class EmbeddedBlkCcwContractTests extends EmbeddedDiskContract<ChannelSubsystem> {
    EmbeddedBlkCcwContractTests() {
        super(Architecture.S390X, ChannelSubsystem.class);
    }

    @Override
    protected DiskDriver<ChannelSubsystem> driver(BootClock clock) {
        return new VirtioBlkCcwDriver(VirtioBlkCcwOptions.standard(), clock);
    }
}
