package io.strapwork.driver.virtio.ccw;

import io.strapwork.driver.virtio.transport.ProblemCodes;
import io.netty.buffer.ByteBufAllocator;
import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.link.DriverPlugin;
import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.net.NetFeature;
import io.strapwork.driver.virtio.net.VirtioNet;
import io.strapwork.driver.virtio.transport.BoundedWait;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Drives a virtio network device of a channel subsystem (virtio 1.3, 4.3 and 5.1). */
@DriverPlugin(id = "virtio-ccw", bus = "ccw")
public final class VirtioCcwDriver implements LinkDriver<ChannelSubsystem> {
    private static final int NEWEST_REVISION = 2;

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
        if (options.revision() < 0 || options.revision() > NEWEST_REVISION) {
            throw new Problem(ProblemCodes.WRONG_OPTION, Blame.USER, "option revision",
                    "there is no virtio-ccw revision " + options.revision(),
                    "Write 0, 1 or 2.").asException();
        }
        Optional<DeviceNumber> wanted = options.device().map(DeviceNumber::parse);
        Subchannel subchannel = new SubchannelScan(bus, wait).find(wanted);
        return new VirtioNet(NetFeature.allBut(options.without()), random, ByteBufAllocator.DEFAULT).open(negotiate(bus, subchannel),
                interrupted);
    }

    private CcwTransport negotiate(ChannelSubsystem bus, Subchannel subchannel) {
        try {
            return CcwTransport.negotiate(bus, subchannel, wait, options.revision());
        } catch (StrapworkException e) {
            try {
                subchannel.disable();
            } catch (StrapworkException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }
}
