package io.strapwork.machine.embedded.virtio;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.plugin.Problem;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A virtio network device without a bus: status, features and queues as virtio 1.3, 2.1 to 2.4 and 3.1 order them, and its frames. Whatever a driver does out of order is reported, sets DEVICE_NEEDS_RESET, and stops
 * the device until it is reset. Control and transmission happen on the thread of the bus call, reception on the network's; the lock is this object, and is not held while frames are transmitted.
 */
public final class VirtioNet {
    private static final String FEATURES = "SW-M152";
    private static final Logger LOG = LoggerFactory.getLogger(VirtioNet.class);
    public static final int ACKNOWLEDGE = 1;
    public static final int DRIVER = 2;
    public static final int DRIVER_OK = 4;
    public static final int FEATURES_OK = 8;
    public static final int NEEDS_RESET = 64;
    public static final int FAILED = 128;
    public static final int RECEIVE = 0;
    public static final int TRANSMIT = 1;
    public static final int QUEUES = 2;
    public static final int DEVICE_TYPE = 1;

    private final CardFacts card;
    private final GuestRam ram;
    private final DriverFaults faults;
    private final FrameReceiver receiver;
    private final FrameSender sender;
    private final NetworkBackend network;
    private final AtomicBoolean drainPosted = new AtomicBoolean();

    private @Nullable Signals signals;
    private boolean legacy;
    private boolean bigEndian;
    private boolean nextLegacy;
    private boolean nextBigEndian;
    private int status;
    private long features;
    private final @Nullable QueueLayout[] layouts = new QueueLayout[QUEUES];
    private volatile @Nullable SplitRing transmit;

    public VirtioNet(CardFacts card, GuestRam ram, DriverFaults faults, NetworkBackend.Cable cable) {
        this.card = card;
        this.ram = ram;
        this.faults = faults;
        this.receiver = new FrameReceiver(card.place(), ram, card.mtu());
        this.network = cable.plug(new Plug());
        this.sender = new FrameSender(card, ram, network);
    }

    public CardFacts card() {
        return card;
    }

    /** Once, before the first use. */
    public synchronized void wire(Signals bus) {
        signals = bus;
    }

    /** Which interface the driver speaks: the legacy one with rings and fields in the guest's byte order and no VERSION_1, or virtio 1. A device that is set up changes with its next reset. */
    public synchronized void speak(boolean legacyInterface, boolean guestIsBigEndian) {
        nextLegacy = legacyInterface;
        nextBigEndian = legacyInterface && guestIsBigEndian;
        if (status == 0) {
            reset();
        }
    }

    public synchronized boolean isLegacy() {
        return legacy;
    }

    public synchronized int status() {
        return status;
    }

    /** True when the driver reset it (or never touched it) and nothing is under way. */
    public synchronized boolean isQuiet() {
        return status == 0;
    }

    public synchronized long offered() {
        return legacy ? (card.offered() & 0xffff_ffffL) | Features.ANY_LAYOUT : card.offered();
    }

    public synchronized long features() {
        return features;
    }

    /** Device configuration (5.1.4): address, status, pairs, MTU; numbers in the interface's byte order. */
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
        bytes[at + (bigEndian ? 0 : 1)] = (byte) (value >>> 8);
        bytes[at + (bigEndian ? 1 : 0)] = (byte) value;
    }

    /** Stops at once: when this returns the device touches guest memory no more until it is set up again. */
    public synchronized void reset() {
        status = 0;
        features = 0;
        legacy = nextLegacy;
        bigEndian = nextBigEndian;
        layouts[RECEIVE] = null;
        layouts[TRANSMIT] = null;
        transmit = null;
        receiver.stop();
    }

    /** Returns false when the device doesn't take the value; its status is then unchanged, or NEEDS_RESET when the driver broke a rule. */
    public synchronized boolean writeStatus(int value) {
        if (value == 0) {
            reset();
            return true;
        }
        if ((status & NEEDS_RESET) != 0) {
            status |= value & FAILED;
            return (value & ~(status | FAILED)) == 0;
        }
        try {
            return advance(value & ~NEEDS_RESET);
        } catch (DriverFault fault) {
            broken(fault);
            return false;
        }
    }

    private boolean advance(int value) {
        int known = ACKNOWLEDGE | DRIVER | DRIVER_OK | FAILED | (legacy ? 0 : FEATURES_OK);
        int added = value & ~status;
        String step = "status 0x" + Integer.toHexString(status) + " to 0x" + Integer.toHexString(value);
        if ((value & ~known) != 0) {
            throw order("the driver set a status bit that " + (legacy ? "legacy devices don't have: " : "is reserved: ") + step);
        }
        if ((status & ~value) != 0) {
            throw order("the driver took a status bit back without a reset: " + step);
        }
        require(value, DRIVER, ACKNOWLEDGE, step);
        require(value, FEATURES_OK, DRIVER, step);
        require(value, DRIVER_OK, legacy ? DRIVER : FEATURES_OK, step);
        if ((added & DRIVER_OK) != 0 && (added & FEATURES_OK) != 0) {
            throw order("the driver set DRIVER_OK before it read FEATURES_OK back: " + step);
        }
        if ((added & FEATURES_OK) != 0 && !legacy && (features & Features.VERSION_1) == 0) {
            return false;
        }
        if ((added & DRIVER_OK) != 0) {
            start();
        }
        status = value;
        return true;
    }

    private void require(int value, int bit, int before, String step) {
        if ((value & bit) != 0 && (value & before) == 0) {
            throw order("the driver skipped a step of the initialization: " + step);
        }
    }

    private DriverFault order(String what) {
        return new DriverFault("SW-M151", card.place(), what,
                "virtio 1.3, 3.1.1: reset, ACKNOWLEDGE, DRIVER, features, FEATURES_OK, read it back, queues, DRIVER_OK");
    }

    /**
     * What the driver accepts, between DRIVER and FEATURES_OK.
     *
     * @param half 0 for bits 0 to 31, 1 for bits 32 to 63, others must be zero
     */
    public synchronized void writeFeatures(int half, int bits) {
        guarded(() -> {
            long value = half == 0 ? bits & 0xffff_ffffL : half == 1 ? (long) bits << 32 : bits == 0 ? 0 : -1L;
            if ((status & DRIVER) == 0 || (status & (FEATURES_OK | DRIVER_OK)) != 0) {
                throw new DriverFault(FEATURES, card.place(), "the driver wrote features " + ((status & DRIVER) == 0
                        ? "before it set DRIVER"
                        : "after they were settled"), "virtio 1.3, 3.1.1, step 4");
            }
            long extra = value & ~offered();
            if (extra != 0) {
                throw new DriverFault(FEATURES, card.place(), "the driver accepted features that the device does not offer: "
                        + Features.describe(extra), "accept only what READ_FEAT or device_feature shows; virtio 1.3, 2.2.1");
            }
            features = half == 0 ? (features & ~0xffff_ffffL) | value : half == 1 ? (features & 0xffff_ffffL) | value : features;
        });
    }

    /** A fault of the driver that a bus noticed: reported, and the device stops. */
    public synchronized void fault(DriverFault fault) {
        broken(fault);
    }

    /** Whether this queue exists and is set up. */
    public synchronized boolean isSetUp(int queue) {
        return queue >= 0 && queue < QUEUES && layouts[queue] != null;
    }

    public synchronized void setUpQueue(int queue, QueueLayout layout) {
        guarded(() -> {
            String where = place(queue);
            if (queue < 0 || queue >= QUEUES) {
                throw new DriverFault(DriverFault.QUEUE_SETUP, where, "the driver set up queue " + queue + ", the device has " + QUEUES,
                        "");
            }
            if ((status & (legacy ? DRIVER : FEATURES_OK)) == 0 || (status & DRIVER_OK) != 0) {
                throw new DriverFault(DriverFault.QUEUE_SETUP, where, "the driver set up the queue " + ((status & DRIVER_OK) != 0
                        ? "of a running device"
                        : "before features were settled"), "virtio 1.3, 3.1.1: queues come between FEATURES_OK and DRIVER_OK");
            }
            if (layouts[queue] != null) {
                throw new DriverFault(DriverFault.QUEUE_SETUP, where, "the driver set up the queue twice", "reset the device first");
            }
            if (Integer.bitCount(layout.size()) != 1 || layout.size() > card.queueSize()) {
                throw new DriverFault(DriverFault.QUEUE_SETUP, where, "the queue can't have " + layout.size() + " descriptors",
                        "a power of two up to " + card.queueSize());
            }
            ring(queue, layout);
            layouts[queue] = layout;
        });
    }

    /** Takes a queue away from a device that doesn't run yet (ccw: SET_VQ with address zero). */
    public synchronized void removeQueue(int queue) {
        guarded(() -> {
            if (queue < 0 || queue >= QUEUES || (status & DRIVER_OK) != 0) {
                throw new DriverFault(DriverFault.QUEUE_SETUP, place(queue),
                        "the driver took away " + (queue < 0 || queue >= QUEUES
                                ? "a queue that is not there"
                                : "the queue of a running device"),
                        "reset the device first");
            }
            layouts[queue] = null;
        });
    }

    private SplitRing ring(int queue, QueueLayout layout) {
        return new SplitRing(ram, place(queue), layout, queue == RECEIVE, bigEndian, features);
    }

    private String place(int queue) {
        return card.place() + ", queue " + queue + (queue == RECEIVE ? " (receive)" : queue == TRANSMIT ? " (transmit)" : "");
    }

    private void start() {
        QueueLayout in = layouts[RECEIVE];
        QueueLayout out = layouts[TRANSMIT];
        if (in == null || out == null) {
            throw new DriverFault(DriverFault.QUEUE_SETUP, place(in == null ? RECEIVE : TRANSMIT),
                    "the driver set DRIVER_OK without this queue",
                    "virtio 1.3, 3.1.1, step 7");
        }
        int header = legacy && (features & Features.MRG_RXBUF) == 0 ? 10 : 12;
        sender.start(header);
        receiver.start(ring(RECEIVE, in), features, header, bigEndian);
        transmit = ring(TRANSMIT, out);
    }

    /** The driver says that a queue has new buffers. On the driver's thread; transmits at once. */
    public void notifyQueue(int queue) {
        SplitRing out = mayRun(queue);
        if (out == null) {
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
            LOG.debug("{}: the network has ended, its frames are dropped", card.place());
        }
    }

    private synchronized @Nullable SplitRing mayRun(int queue) {
        if ((status & NEEDS_RESET) != 0) {
            return null;
        }
        try {
            if ((status & DRIVER_OK) == 0) {
                throw new DriverFault("SW-M160", card.place(), "the driver notified queue " + queue + (status == 0
                        ? " of a device that is reset"
                        : " before it set DRIVER_OK"), "virtio 1.3, 3.1.1");
            }
            if (queue < 0 || queue >= QUEUES) {
                throw new DriverFault(DriverFault.NO_QUEUE, card.place(),
                        "the driver notified queue " + queue + ", the device has " + QUEUES, "");
            }
            if (!wired().mayReachMemory()) {
                throw new DriverFault("SW-M161", place(queue), "the driver notified the device while bus mastering is off",
                        "set bit 2 of the PCI command register before DRIVER_OK, and clear it after the reset");
            }
            return transmit;
        } catch (DriverFault fault) {
            broken(fault);
            return null;
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
        if (transmit == null || (status & NEEDS_RESET) != 0 || !wired().mayReachMemory()) {
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
        if (transmit == null || (status & NEEDS_RESET) != 0 || !wired().mayReachMemory()) {
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

    private void signal(int queue) {
        if (transmit != null) {
            wired().queue(queue);
        }
    }

    private void guarded(Runnable step) {
        if ((status & NEEDS_RESET) != 0) {
            return;
        }
        try {
            step.run();
        } catch (DriverFault fault) {
            broken(fault);
        }
    }

    private void broken(DriverFault fault) {
        Problem problem = fault.problem();
        faults.report(problem);
        transmit = null;
        receiver.stop();
        status |= NEEDS_RESET;
        wired().config();
    }

    private Signals wired() {
        Signals bus = signals;
        if (bus == null) {
            throw new IllegalStateException("the device is on no bus");
        }
        return bus;
    }

    /** Pulls the cable and drops what waits. May be called twice. */
    public void close() {
        network.close();
        reset();
    }
}
