package io.strapwork.driver.virtio.net;

import io.netty.buffer.ByteBufAllocator;
import io.strapwork.api.link.LinkFacts;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.driver.virtio.queue.SplitQueue;
import io.strapwork.driver.virtio.transport.Negotiation;
import io.strapwork.driver.virtio.transport.VirtioTransport;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a network device up (virtio 1.3, 5.1.5), over any transport.
 *
 * @param wanted the features to negotiate where offered, see {@link NetFeature#allBut}
 * @param random for an address, if the device has none
 */
public record VirtioNet(long wanted, RandomGenerator random, ByteBufAllocator allocator) {
    static final int RECEIVE_QUEUE = 0;
    static final int TRANSMIT_QUEUE = 1;
    private static final int ENTRIES = 256;
    private static final int LEAST_ENTRIES = 2;
    /** How long a loop may sleep on a bus without interrupts. */
    private static final long POLL_NANOS = 50_000;
    private static final Logger LOG = LoggerFactory.getLogger(VirtioNet.class);

    /**
     * Takes the device from any state to a running link. When that fails the device is reset and released.
     *
     * @param interrupted see {@link io.strapwork.api.link.LinkDriver#open}
     */
    public VirtioNetLink open(VirtioTransport device, Runnable interrupted) {
        var negotiation = new Negotiation(device);
        try {
            return open(device, negotiation, interrupted);
        } catch (StrapworkException e) {
            negotiation.abandon(e);
            throw e;
        }
    }

    private VirtioNetLink open(VirtioTransport device, Negotiation negotiation, Runnable interrupted) {
        long features = negotiation.agree(wanted);
        NetConfig config = NetConfig.read(negotiation, device, features, random);
        FrameSize size = FrameSize.of(config.mtu(), NetFeature.MRG_RXBUF.in(features), device.legacy());
        SplitQueue receive = negotiation.queue(RECEIVE_QUEUE, ENTRIES, LEAST_ENTRIES);
        SplitQueue transmit = negotiation.queue(TRANSMIT_QUEUE, ENTRIES, LEAST_ENTRIES);
        var line = new VirtioNetLink.InterruptLine(interrupted);
        if (device.interrupts()) {
            device.onInterrupt(line);
        }
        var receiving = new ReceiveQueue(receive, size, NetFeature.GUEST_CSUM.in(features), device.dma(), device.location(), device.order(),
                allocator);
        var transmitting = new TransmitQueue(transmit, size, device.dma());
        negotiation.ready();
        if (receive.needsNotification()) {
            device.notifyQueue(RECEIVE_QUEUE);
        }
        LOG.debug("{}: {}, features 0x{}, {} receive and {} transmit entries, link {}", device.location(), config,
                Long.toHexString(features),
                receive.layout().size(), transmit.layout().size(), config.up() ? "up" : "down");
        long sleep = device.interrupts() ? Long.MAX_VALUE : POLL_NANOS;
        var facts = new LinkFacts(config.address(), config.mtu(), device.location(), sleep);
        return new VirtioNetLink(device, facts, size, NetFeature.STATUS.in(features), receiving, transmitting, line);
    }
}
