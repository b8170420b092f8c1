package io.strapwork.machine.embedded.virtio;

import io.strapwork.api.plugin.Problem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A virtio device without a bus: status, features and queues as virtio 1.3, 2.1 to 2.4 and 3.1 order them. Whatever a driver does out of order is reported, sets DEVICE_NEEDS_RESET, and stops
 * the device until it is reset. The lock is this object; a device's kind says what happens without it.
 */
public abstract class VirtioDevice {
    private static final String FEATURES = "SW-M152";
    public static final int ACKNOWLEDGE = 1;
    public static final int DRIVER = 2;
    public static final int DRIVER_OK = 4;
    public static final int FEATURES_OK = 8;
    public static final int NEEDS_RESET = 64;
    public static final int FAILED = 128;

    private final DeviceKind kind;
    private final String place;
    private final long offered;
    private final int queueSize;
    private final int queues;
    private final GuestRam ram;
    private final DriverFaults faults;
    private final @Nullable QueueLayout[] layouts;

    private @Nullable Signals signals;
    private boolean legacy;
    private boolean bigEndian;
    private boolean nextLegacy;
    private boolean nextBigEndian;
    private int status;
    private long features;
    private boolean running;

    /**
     * @param place     in words of its bus
     * @param offered   feature bits
     * @param queueSize the most descriptors of each ring, a power of two
     */
    VirtioDevice(DeviceKind kind, String place, long offered, int queueSize, GuestRam ram, DriverFaults faults) {
        this.kind = kind;
        this.place = place;
        this.offered = offered;
        this.queueSize = queueSize;
        this.queues = kind.queues();
        this.ram = ram;
        this.faults = faults;
        this.layouts = new QueueLayout[queues];
    }

    /** Device configuration, numbers in the interface's byte order. */
    public abstract byte[] configuration();

    /** The driver says that a queue has new buffers. On the driver's thread. */
    public abstract void notifyQueue(int queue);

    /** The device goes live with its queues, all of which are set up. With the lock. */
    abstract void start();

    /** Nothing more goes in or out. With the lock; may be called in any state. */
    abstract void stop();

    /** What the device does with a queue's buffers. */
    abstract BufferUse use(int queue);

    public final DeviceKind kind() {
        return kind;
    }

    public final String place() {
        return place;
    }

    public final int queues() {
        return queues;
    }

    public final int queueSize() {
        return queueSize;
    }

    /** Whether a driver may speak of virtio 1 with it. */
    public final boolean isModern() {
        return (offered & Features.VERSION_1) != 0;
    }

    final GuestRam ram() {
        return ram;
    }

    final boolean isBigEndian() {
        return bigEndian;
    }

    /** Set up and not broken. With the lock. */
    final boolean isRunning() {
        return running;
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
        return legacy ? (offered & 0xffff_ffffL) | Features.ANY_LAYOUT : offered;
    }

    public synchronized long features() {
        return features;
    }

    /** Stops at once: when this returns the device touches guest memory no more until it is set up again. */
    public synchronized void reset() {
        status = 0;
        features = 0;
        legacy = nextLegacy;
        bigEndian = nextBigEndian;
        Arrays.fill(layouts, null);
        running = false;
        stop();
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
            throw order("the driver cleared a status bit without a reset: " + step);
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
            startQueues();
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
        return new DriverFault("SW-M151", place, what,
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
                throw new DriverFault(FEATURES, place, "the driver wrote features " + ((status & DRIVER) == 0
                        ? "before it set DRIVER"
                        : "after negotiation"), "virtio 1.3, 3.1.1, step 4");
            }
            long extra = value & ~offered();
            if (extra != 0) {
                throw new DriverFault(FEATURES, place, "the driver accepted features that the device does not offer: "
                        + Features.describe(extra, kind), "accept only what READ_FEAT or device_feature offers; virtio 1.3, 2.2.1");
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
        return queue >= 0 && queue < queues && layouts[queue] != null;
    }

    public synchronized void setUpQueue(int queue, QueueLayout layout) {
        guarded(() -> {
            String where = placeOf(queue);
            if (queue < 0 || queue >= queues) {
                throw new DriverFault(DriverFault.QUEUE_SETUP, where, "the driver set up queue " + queue + ", but the device has " + queues,
                        "");
            }
            if ((status & (legacy ? DRIVER : FEATURES_OK)) == 0 || (status & DRIVER_OK) != 0) {
                throw new DriverFault(DriverFault.QUEUE_SETUP, where, "the driver set up the queue " + ((status & DRIVER_OK) != 0
                        ? "of a running device"
                        : "before feature negotiation"), "virtio 1.3, 3.1.1: queues come between FEATURES_OK and DRIVER_OK");
            }
            if (layouts[queue] != null) {
                throw new DriverFault(DriverFault.QUEUE_SETUP, where, "the driver set up the queue twice", "reset the device first");
            }
            if (Integer.bitCount(layout.size()) != 1 || layout.size() > queueSize) {
                throw new DriverFault(DriverFault.QUEUE_SETUP, where, "the queue can't have " + layout.size() + " descriptors",
                        "a power of two up to " + queueSize);
            }
            check(queue, layout);
            layouts[queue] = layout;
        });
    }

    /** Takes a queue away from a device that doesn't run yet (ccw: SET_VQ with address zero). */
    public synchronized void removeQueue(int queue) {
        guarded(() -> {
            if (queue < 0 || queue >= queues || (status & DRIVER_OK) != 0) {
                throw new DriverFault(DriverFault.QUEUE_SETUP, placeOf(queue),
                        "the driver removed " + (queue < 0 || queue >= queues
                                ? "a queue that does not exist"
                                : "the queue of a running device"),
                        "reset the device first");
            }
            layouts[queue] = null;
        });
    }

    private void check(int queue, QueueLayout layout) {
        new SplitRing(ram, placeOf(queue), layout, use(queue), bigEndian, features);
    }

    /** A queue that is set up, as a ring. */
    final SplitRing ring(int queue) {
        QueueLayout layout = layouts[queue];
        if (layout == null) {
            throw new DriverFault(DriverFault.QUEUE_SETUP, placeOf(queue), "the driver set DRIVER_OK without this queue",
                    "virtio 1.3, 3.1.1, step 7");
        }
        return new SplitRing(ram, placeOf(queue), layout, use(queue), bigEndian, features);
    }

    final String placeOf(int queue) {
        return place + ", queue " + queue + kind.queueName(queue);
    }

    private void startQueues() {
        start();
        running = true;
    }

    /** Whether a notified queue may be looked at. Otherwise the driver is told. */
    final synchronized boolean mayRun(int queue) {
        if ((status & NEEDS_RESET) != 0) {
            return false;
        }
        try {
            if ((status & DRIVER_OK) == 0) {
                throw new DriverFault("SW-M160", place, "the driver notified queue " + queue + (status == 0
                        ? " of a device in reset"
                        : " before it set DRIVER_OK"), "virtio 1.3, 3.1.1");
            }
            if (queue < 0 || queue >= queues) {
                throw new DriverFault(DriverFault.NO_QUEUE, place,
                        "the driver notified queue " + queue + ", but the device has " + queues, "");
            }
            if (!wired().mayReachMemory()) {
                throw new DriverFault("SW-M161", placeOf(queue), "the driver notified the device while bus mastering is off",
                        "set bit 2 of the PCI command register before DRIVER_OK, and clear it after the reset");
            }
            return running;
        } catch (DriverFault fault) {
            broken(fault);
            return false;
        }
    }

    /** With the lock. */
    final void signal(int queue) {
        if (running) {
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

    final void broken(DriverFault fault) {
        Problem problem = fault.problem();
        faults.report(problem);
        running = false;
        stop();
        status |= NEEDS_RESET;
        wired().config();
    }

    final Signals wired() {
        Signals bus = signals;
        if (bus == null) {
            throw new IllegalStateException("the device is not on a bus");
        }
        return bus;
    }
}
