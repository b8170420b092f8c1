package io.strapwork.machine.embedded.virtio;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A virtio network device without a bus, and its frames (virtio 1.3, 5.1). Control and transmission happen on the thread of the bus call, reception on the network's; the lock is not held while frames are transmitted.
 */
public final class VirtioNet extends VirtioDevice {
    private static final Logger LOG = LoggerFactory.getLogger(VirtioNet.class);
    public static final int RECEIVE = 0;
    public static final int TRANSMIT = 1;

    private final CardFacts card;
    private final FrameReceiver receiver;
    private final FrameSender sender;
    private final NetworkBackend network;
    private final AtomicBoolean drainPosted = new AtomicBoolean();
    private volatile @Nullable SplitRing transmit;

    public VirtioNet(CardFacts card, GuestRam ram, DriverFaults faults, NetworkBackend.Cable cable) {
        super(DeviceKind.NETWORK, card.place(), card.offered(), card.queueSize(), ram, faults);
        this.card = card;
        this.receiver = new FrameReceiver(card.place(), ram, card.mtu());
        this.network = cable.plug(new Plug());
        this.sender = new FrameSender(card, ram, network);
    }

    /** Device configuration (5.1.4): address, status, pairs, MTU; numbers in the interface's byte order. */
    @Override
    public synchronized byte[] configuration() {
        var bytes = new byte[12];
        if ((offered() & Features.MAC) != 0) {
            System.arraycopy(card.mac().toBytes(), 0, bytes, 0, 6);
        }
        put16(bytes, 6, (offered() & Features.STATUS) != 0 ? 1 : 0);
        put16(bytes, 10, (offered() & Features.MTU) != 0 ? card.mtu() : 0);
        return bytes;
    }

    private void put16(byte[] bytes, int at, int value) {
        bytes[at + (isBigEndian() ? 0 : 1)] = (byte) (value >>> 8);
        bytes[at + (isBigEndian() ? 1 : 0)] = (byte) value;
    }

    @Override
    BufferUse use(int queue) {
        return queue == RECEIVE ? BufferUse.WRITES : BufferUse.READS;
    }

    @Override
    void start() {
        SplitRing in = ring(RECEIVE);
        SplitRing out = ring(TRANSMIT);
        int header = isLegacy() && (features() & Features.MRG_RXBUF) == 0 ? 10 : 12;
        sender.start(header);
        receiver.start(in, features(), header, isBigEndian());
        transmit = out;
    }

    @Override
    void stop() {
        transmit = null;
        receiver.stop();
    }

    /** Transmits at once. */
    @Override
    public void notifyQueue(int queue) {
        boolean may = mayRun(queue);
        SplitRing out = transmit;
        if (!may || out == null) {
            return;
        }
        if (queue == RECEIVE) {
            postDrain();
            return;
        }
        try {
            if (sender.drain(out)) {
                synchronized (this) {
                    signal(TRANSMIT);
                }
            }
        } catch (DriverFault fault) {
            synchronized (this) {
                broken(fault);
            }
        }
    }

    private void postDrain() {
        if (!receiver.hasBacklog() || drainPosted.getAndSet(true)) {
            return;
        }
        try {
            network.executor().execute(this::drain);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: the network has ended; its frames are dropped", card.place());
        }
    }

    private final class Plug implements NetworkBackend.GuestEnd {
        @Override
        public void accept(ByteBuf frame) {
            receive(new FrameReceiver.Incoming(frame));
        }

        @Override
        public void acceptPartial(ByteBuf frame, int start, int offset) {
            receive(new FrameReceiver.Incoming(frame, start, offset));
        }
    }

    private synchronized void receive(FrameReceiver.Incoming frame) {
        if (!isRunning() || !wired().mayReachMemory()) {
            frame.bytes().release();
            return;
        }
        try {
            if (receiver.receive(frame)) {
                signal(RECEIVE);
            }
        } catch (DriverFault fault) {
            broken(fault);
        }
    }

    private synchronized void drain() {
        drainPosted.set(false);
        if (!isRunning() || !wired().mayReachMemory()) {
            return;
        }
        try {
            if (receiver.drain()) {
                signal(RECEIVE);
            }
        } catch (DriverFault fault) {
            broken(fault);
        }
    }

    /** Pulls the cable and drops what waits. May be called twice. */
    public void close() {
        network.close();
        reset();
    }
}
