package io.strapwork.driver.virtio.blk;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.link.DiskDriver;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.ccw.VirtioBlkCcwDriver;
import io.strapwork.driver.virtio.ccw.VirtioBlkCcwOptions;
import io.strapwork.driver.virtio.fake.FakeBlkDevice;
import io.strapwork.driver.virtio.fake.FakeChannelSubsystem;
import io.strapwork.driver.virtio.fake.FakeNetDevice;

class VirtioBlkCcwContractTests extends DiskContract<ChannelSubsystem> {
    @Override
    protected DiskDriver<ChannelSubsystem> driver(BootClock clock) {
        return new VirtioBlkCcwDriver(VirtioBlkCcwOptions.standard(), clock);
    }

    @Override
    protected Bench<ChannelSubsystem> bench() {
        FakeBlkDevice device = device();
        var bus = new FakeChannelSubsystem(device.memory);
        bus.add(0, 0x100, device);
        return new Board<>(bus, device);
    }

    @Override
    protected Bench<ChannelSubsystem> empty() {
        FakeBlkDevice device = device();
        var bus = new FakeChannelSubsystem(device.memory);
        bus.add(0, 0x100, new FakeNetDevice(device.memory));
        return new Board<>(bus, device);
    }
}
