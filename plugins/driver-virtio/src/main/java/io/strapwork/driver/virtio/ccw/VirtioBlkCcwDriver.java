package io.strapwork.driver.virtio.ccw;

import io.strapwork.api.bus.ChannelSubsystem;
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

/** Drives the virtio block devices of a channel subsystem (virtio 1.3, 4.3 and 5.2). */
@DiskDriverPlugin(id = "virtio-blk-ccw", bus = "ccw")
public final class VirtioBlkCcwDriver implements DiskDriver<ChannelSubsystem> {
    private final VirtioBlkCcwOptions options;
    private final BootClock clock;

    @Inject
    public VirtioBlkCcwDriver(VirtioBlkCcwOptions options, BootClock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public Class<ChannelSubsystem> bus() {
        return ChannelSubsystem.class;
    }

    @Override
    public List<Disk> open(ChannelSubsystem bus) {
        CcwTransport.checkRevision(options.revision());
        var wait = new BoundedWait(clock);
        List<Subchannel> found = new SubchannelScan(bus, wait, DeviceType.BLOCK)
                .all(options.devices().stream().map(DeviceNumber::parse).toList());
        var blk = new VirtioBlk(BlkFeature.allBut(options.without()), clock, options.patience());
        var buffers = new BounceBuffers(bus.dma());
        return OpenDisks.all(found,
                subchannel -> blk.open(CcwTransport.negotiate(bus, subchannel, wait, true, options.revision()), buffers),
                Subchannel::disable);
    }
}
