package io.strapwork.driver.virtio.pci;

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskDriver;
import io.strapwork.api.link.DiskDriverPlugin;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.blk.BlkFeature;
import io.strapwork.driver.virtio.blk.BounceBuffers;
import io.strapwork.driver.virtio.blk.OpenDisks;
import io.strapwork.driver.virtio.blk.VirtioBlk;
import io.strapwork.driver.virtio.transport.BoundedWait;
import io.strapwork.driver.virtio.transport.DeviceType;
import jakarta.inject.Inject;
import java.util.List;

/** Drives the virtio block devices of a PCI bus (virtio 1.3, 4.1 and 5.2). */
@DiskDriverPlugin(id = "virtio-blk-pci", bus = "pci")
public final class VirtioBlkPciDriver implements DiskDriver<PciBus> {
    private final VirtioBlkPciOptions options;
    private final BootClock clock;

    @Inject
    public VirtioBlkPciDriver(VirtioBlkPciOptions options, BootClock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public Class<PciBus> bus() {
        return PciBus.class;
    }

    @Override
    public List<Disk> open(PciBus bus) {
        var wait = new BoundedWait(clock);
        List<PciFunction> found = new PciScan(bus, DeviceType.BLOCK).all(options.devices().stream().map(PciScan::parse).toList());
        var blk = new VirtioBlk(BlkFeature.allBut(options.without()), clock, options.patience());
        var buffers = new BounceBuffers(bus.dma());
        return OpenDisks.all(found, function -> blk.open(PciTransport.attach(function, wait, true), buffers), function -> {});
    }
}
