package io.strapwork.driver.virtio.ccw;

import io.netty.buffer.ByteBufAllocator;
import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.link.DriverPlugin;
import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.net.NetFeature;
import io.strapwork.driver.virtio.net.VirtioNet;
import io.strapwork.driver.virtio.transport.BoundedWait;
import io.strapwork.driver.virtio.transport.DeviceType;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Drives a virtio network device of a channel subsystem (virtio 1.3, 4.3 and 5.1). */
@DriverPlugin(id = "virtio-ccw", bus = "ccw")
public final class VirtioCcwDriver implements LinkDriver<ChannelSubsystem> {
    private final VirtioCcwOptions options;
    private final BoundedWait wait;
    private final RandomGenerator random;

    @Inject
    public VirtioCcwDriver(VirtioCcwOptions options, BootClock clock, RandomGenerator random) {
        this.options = options;
        this.wait = new BoundedWait(clock);
        this.random = random;
    }

    @Override
    public Class<ChannelSubsystem> bus() {
        return ChannelSubsystem.class;
    }

    @Override
    public Link open(ChannelSubsystem bus, Runnable interrupted) {
        CcwTransport.checkRevision(options.revision());
        Optional<DeviceNumber> wanted = options.device().map(DeviceNumber::parse);
        Subchannel subchannel = new SubchannelScan(bus, wait, DeviceType.NETWORK).find(wanted);
        CcwTransport device = CcwTransport.negotiate(bus, subchannel, wait, false, options.revision());
        return new VirtioNet(NetFeature.allBut(options.without()), random, ByteBufAllocator.DEFAULT).open(device, interrupted);
    }
}
