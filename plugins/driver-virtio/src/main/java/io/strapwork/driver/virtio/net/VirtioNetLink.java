package io.strapwork.driver.virtio.net;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.link.FrameSink;
import io.strapwork.api.link.InterruptingCard;
import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkFacts;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.driver.virtio.transport.DeviceStatus;
import io.strapwork.driver.virtio.transport.VirtioTransport;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A live network device, link and card in one; a card on a bus without interrupts has its ring looked at when it is armed. {@link VirtioNet} makes it. */
public final class VirtioNetLink implements Link, InterruptingCard {
    private static final Logger LOG = LoggerFactory.getLogger(VirtioNetLink.class);

    /** How often a ring is looked at after its device was notified: about 100 microseconds when nobody else wants the processor. A sleep takes as long at least. */
    private static final int LOOKS = 300;

    private final VirtioTransport device;
    private final LinkFacts facts;
    private final FrameSize size;
    private final boolean hasStatus;
    private final ReceiveQueue receiving;
    private final TransmitQueue transmitting;
    private final InterruptLine line;

    private long received;
    private long receivedBytes;
    private long receiveBroken;
    private long transmitted;
    private long transmittedBytes;
    private long dropped;
    private long notifications;
    private int looksLeft;
    @Nullable
    private StrapworkException broken;
    private boolean told;
    private boolean quiesced;

    VirtioNetLink(VirtioTransport device, LinkFacts facts, FrameSize size, boolean hasStatus, ReceiveQueue receiving,
            TransmitQueue transmitting, InterruptLine line) {
        this.device = device;
        this.facts = facts;
        this.size = size;
        this.hasStatus = hasStatus;
        this.receiving = receiving;
        this.transmitting = transmitting;
        this.line = line;
    }

    /** From the device's thread to the loop: whether there was an interrupt since the last look, and whether the loop wants to hear of it. */
    static final class InterruptLine implements Runnable {
        private final Runnable interrupted;
        private final AtomicBoolean raised = new AtomicBoolean();
        private volatile boolean armed;

        InterruptLine(Runnable interrupted) {
            this.interrupted = interrupted;
        }

        @Override
        public void run() {
            raised.set(true);
            if (armed) {
                interrupted.run();
            }
        }
    }

    @Override
    public VirtioNetLink card() {
        return this;
    }

    @Override
    public LinkFacts facts() {
        return facts;
    }

    /** What was done so far. On the loop's thread, or after its end. */
    public LinkCounters counters() {
        return new LinkCounters(received, receivedBytes, receiveBroken, transmitted, transmittedBytes, dropped, notifications);
    }

    @Override
    public int receive(FrameSink sink, int budget) {
        refuseBroken();
        int done = 0;
        boolean more = !quiesced;
        while (more && done < budget) {
            ByteBuf frame = nextFrame();
            if (frame != null) {
                sink.frame(frame, receiving.checked());
                done++;
            } else {
                more = receiving.dropped();
                done += more ? 1 : 0;
            }
        }
        if (done > 0) {
            offerAgain();
        }
        return done;
    }

    @Nullable
    private ByteBuf nextFrame() {
        try {
            ByteBuf frame = receiving.next();
            if (frame != null) {
                received++;
                receivedBytes += frame.readableBytes();
            } else if (receiving.dropped()) {
                receiveBroken++;
                LOG.debug("{}: dropped a broken frame, {} so far", facts.location(), receiveBroken);
            }
            return frame;
        } catch (StrapworkException e) {
            throw died(e);
        }
    }

    private void offerAgain() {
        try {
            notifyDevice(receiving.queue().needsNotification(), VirtioNet.RECEIVE_QUEUE);
        } catch (StrapworkException e) {
            throw died(e);
        }
    }

    private StrapworkException died(StrapworkException why) {
        broken = why;
        told = true;
        return why;
    }

    private void refuseBroken() {
        if (broken != null) {
            told = true;
            throw broken;
        }
    }

    @Override
    public boolean transmit(ByteBuf frame) {
        try {
            int length = frame.readableBytes();
            boolean fits = length >= FrameSize.ETHERNET_HEADER && length <= size.most();
            boolean sent = broken == null && !quiesced && fits && offer(frame);
            if (sent) {
                transmitted++;
                transmittedBytes += length;
            } else {
                dropped++;
            }
            return sent;
        } catch (StrapworkException e) {
            broken = e;
            dropped++;
            return false;
        } finally {
            frame.release();
        }
    }

    private boolean offer(ByteBuf frame) {
        if (transmitting.offer(frame)) {
            return true;
        }
        notifyDevice(transmitting.needsNotification(), VirtioNet.TRANSMIT_QUEUE);
        return transmitting.offer(frame);
    }

    @Override
    public void flush() {
        if (broken != null || quiesced) {
            return;
        }
        try {
            notifyDevice(transmitting.needsNotification(), VirtioNet.TRANSMIT_QUEUE);
        } catch (StrapworkException e) {
            broken = e;
        }
    }

    private void notifyDevice(boolean needed, int queue) {
        if (needed) {
            looksLeft = LOOKS;
            notifications++;
            device.notifyQueue(queue);
        }
    }

    @Override
    public boolean armInterrupt() {
        if (broken != null) {
            return told;
        }
        if (quiesced) {
            return true;
        }
        try {
            if (!device.interrupts()) {
                return !comesSoon();
            }
            line.armed = true;
            if (line.raised.getAndSet(false) && device.acknowledgeInterrupt()) {
                configurationChanged();
            }
            return receiving.queue().enableInterrupts();
        } catch (StrapworkException e) {
            broken = e;
            return false;
        }
    }

    /** On a bus without interrupts: an answer to what was just sent is worth a short look, for a sleep would take longer. */
    private boolean comesSoon() {
        boolean waiting = receiving.waiting();
        while (!waiting && looksLeft > 0) {
            looksLeft--;
            Thread.yield();
            waiting = receiving.waiting();
        }
        return waiting;
    }

    @Override
    public void disarmInterrupt() {
        if (line.armed) {
            line.armed = false;
            receiving.queue().disableInterrupts();
        }
    }

    private void configurationChanged() {
        if ((device.status() & DeviceStatus.NEEDS_RESET) != 0) {
            throw new Problem("SW-L136", Blame.PEER, facts.location(), "the device failed (DEVICE_NEEDS_RESET)",
                    "boot again; the device's own log may say why").asException();
        }
        if (hasStatus) {
            var status = ByteBuffer.wrap(device.readConfig(NetConfig.statusOnly())).order(device.order());
            LOG.info("{}: link is {}", facts.location(), NetConfig.up(status.getShort(NetConfig.STATUS.offset())) ? "up" : "down");
        }
    }

    @Override
    public void quiesce() {
        if (quiesced) {
            return;
        }
        line.armed = false;
        try {
            device.reset();
        } finally {
            device.release();
        }
        quiesced = true;
    }
}
