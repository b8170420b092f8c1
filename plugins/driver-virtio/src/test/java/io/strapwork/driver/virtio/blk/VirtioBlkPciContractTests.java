package io.strapwork.driver.virtio.blk;

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.DiskDriver;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.fake.FakeBlkDevice;
import io.strapwork.driver.virtio.fake.FakeNetDevice;
import io.strapwork.driver.virtio.fake.FakePciBus;
import io.strapwork.driver.virtio.pci.VirtioBlkPciDriver;
import io.strapwork.driver.virtio.pci.VirtioBlkPciOptions;

class VirtioBlkPciContractTests extends DiskContract<PciBus> {
    @Override
    protected DiskDriver<PciBus> driver(BootClock clock) {
        return new VirtioBlkPciDriver(VirtioBlkPciOptions.standard(), clock);
    }

    @Override
    protected Bench<PciBus> bench() {
        FakeBlkDevice device = device();
        var bus = new FakePciBus(device.memory);
        bus.addVirtio("00:08.0", device);
        return new Board<>(bus, device);
    }

    @Override
    protected Bench<PciBus> empty() {
        FakeBlkDevice device = device();
        var bus = new FakePciBus(device.memory);
        bus.addVirtio("00:08.0", new FakeNetDevice(device.memory));
        return new Board<>(bus, device);
    }
}
