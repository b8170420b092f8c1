package io.strapwork.machine.embedded.ccw;

import io.strapwork.machine.embedded.virtio.DriverFault;
import io.strapwork.machine.embedded.virtio.GuestRam;
import io.strapwork.machine.embedded.virtio.QueueLayout;
import io.strapwork.machine.embedded.virtio.Signals;
import io.strapwork.machine.embedded.virtio.VirtioDevice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The commands of virtio over channel I/O, revisions 0 to 2 (virtio 1.3, 4.3). Reaches its driver by indicators. */
final class VirtioCcw implements ChannelDevice, Signals {
    private static final int SET_VQ = 0x13;
    private static final int VDEV_RESET = 0x33;
    private static final int SET_IND = 0x43;
    private static final int SET_CONF_IND = 0x53;
    private static final int SET_IND_ADAPTER = 0x73;
    private static final int READ_FEAT = 0x12;
    private static final int WRITE_FEAT = 0x11;
    private static final int READ_CONF = 0x22;
    private static final int WRITE_CONF = 0x21;
    private static final int WRITE_STATUS = 0x31;
    private static final int READ_VQ_CONF = 0x32;
    private static final int SET_VIRTIO_REV = 0x83;
    private static final int READ_STATUS = 0x72;

    private static final int NOT_SET = -1;
    private static final int HIGHEST = 2;
    private static final int LEGACY_ALIGNMENT = 4096;
    private static final int CONFIGURATION_QUEUE = -1;

    private final VirtioDevice device;
    private final GuestRam ram;
    private final boolean modern;
    private int revision = NOT_SET;
    private volatile @Nullable Indicators indicators;
    private volatile long configurationIndicator;
    private @Nullable Subchannel subchannel;
    private Runnable adapterLine = () -> {};

    VirtioCcw(VirtioDevice device, GuestRam ram) {
        this.device = device;
        this.ram = ram;
        this.modern = device.isModern();
    }

    void attach(Subchannel on, Runnable line) {
        subchannel = on;
        adapterLine = line;
        device.wire(this);
    }

    @Override
    public Optional<VirtioDevice> virtio() {
        return Optional.of(device);
    }

    @Override
    public byte[] senseId() {
        return new byte[]{(byte) 0xff, 0x38, 0x32, (byte) device.kind().id(), 0, 0, 0};
    }

    /** A disabled subchannel forgets its revision (4.3.2.1). */
    @Override
    public void disabled() {
        revision = NOT_SET;
    }

    @Override
    public Outcome execute(int command, DataArea data) {
        if (command == SET_VIRTIO_REV) {
            return setRevision(data);
        }
        Integer needed = switch (command) {
            case SET_VQ -> revision > 0 ? 32 : 16;
            case VDEV_RESET -> 0;
            case SET_IND, SET_CONF_IND -> 8;
            case SET_IND_ADAPTER -> 25;
            case READ_FEAT, WRITE_FEAT -> 5;
            case READ_CONF, WRITE_CONF -> 0;
            case WRITE_STATUS -> 1;
            case READ_VQ_CONF -> 4;
            case READ_STATUS -> revision >= 2 ? 1 : null;
            default -> null;
        };
        if (needed == null) {
            return ChannelDevice.reject("not a command of revision " + Math.max(revision, 0));
        }
        if (revision == NOT_SET) {
            revision = 0;
            device.speak(true, true);
        }
        if (data.size() < needed) {
            return ChannelDevice.reject("the command needs " + needed + " bytes, but its CCW gives " + data.size());
        }
        ByteBuffer in = ByteBuffer.wrap(data.read(needed));
        return switch (command) {
            case SET_VQ -> setQueue(in);
            case VDEV_RESET -> {
                reset();
                yield done(0);
            }
            case SET_IND -> indicate(in.getLong(0));
            case SET_CONF_IND -> {
                long at = in.getLong(0);
                yield checked(() -> {
                    indicator(at);
                    configurationIndicator = at;
                }, 8);
            }
            case SET_IND_ADAPTER -> indicateByAdapter(in);
            case READ_FEAT -> {
                int half = in.get(4);
                long bits = half == 0 ? device.offered() : half == 1 ? device.offered() >>> 32 : 0;
                data.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) bits).array());
                yield done(5);
            }
            case WRITE_FEAT -> {
                int half = in.get(4) & 0xff;
                int bits = in.order(ByteOrder.LITTLE_ENDIAN).getInt(0);
                device.writeFeatures(half, bits);
                yield ended(5);
            }
            case READ_CONF -> {
                byte[] configuration = device.configuration();
                data.write(configuration);
                yield done(configuration.length);
            }
            case WRITE_CONF -> writeConfiguration(data);
            case WRITE_STATUS -> writeStatus(in.get(0) & 0xff);
            case READ_VQ_CONF -> {
                int queue = in.getShort(0) & 0xffff;
                int size = queue < device.queues() ? device.queueSize() : 0;
                data.write(ByteBuffer.allocate(4).putShort((short) queue).putShort((short) size).array());
                yield done(4);
            }
            default -> {
                data.write(new byte[]{(byte) device.status()});
                yield done(1);
            }
        };
    }

    private Outcome setRevision(DataArea data) {
        if (data.size() < 4) {
            return ChannelDevice.reject("SET_VIRTIO_REV needs 4 bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(data.read(4));
        int wanted = in.getShort(0) & 0xffff;
        int length = in.getShort(2) & 0xffff;
        if (revision != NOT_SET || wanted > (modern ? HIGHEST : 0) || length != 0) {
            return ChannelDevice.reject(revision != NOT_SET
                    ? "the revision is " + revision + " already"
                    : "revision " + wanted + " with " + length
                            + " bytes is unknown");
        }
        revision = wanted;
        device.speak(wanted == 0, true);
        return done(4);
    }

    private void reset() {
        device.reset();
        indicators = null;
        configurationIndicator = 0;
    }

    private Outcome writeStatus(int value) {
        if (value == 0) {
            reset();
            return done(1);
        }
        return device.writeStatus(value) ? done(1) : ChannelDevice.reject("the device rejects status 0x" + Integer.toHexString(value));
    }

    private Outcome writeConfiguration(DataArea data) {
        if (revision > 0) {
            device.fault(new DriverFault(DriverFault.READ_ONLY, device.place(),
                    "the driver wrote the device configuration, which is read-only",
                    "virtio 1.3, 5.1.4.2"));
            return ChannelDevice.reject("the configuration is read-only");
        }
        // Legacy drivers may set the address; this device keeps its own (5.1.4.3 leaves other devices' reaction open).
        return done(Math.min(data.size(), device.configuration().length));
    }

    private Outcome setQueue(ByteBuffer in) {
        long start = in.getLong(0);
        int queue;
        QueueLayout layout;
        if (revision > 0) {
            queue = in.getShort(12) & 0xffff;
            layout = new QueueLayout(in.getShort(14) & 0xffff, start, in.getLong(16), in.getLong(24));
        } else {
            int alignment = in.getInt(8);
            queue = in.getShort(12) & 0xffff;
            int size = in.getShort(14) & 0xffff;
            if (start != 0 && alignment != LEGACY_ALIGNMENT) {
                device.fault(
                        new DriverFault(DriverFault.QUEUE_SETUP, device.place() + ", queue " + queue,
                                "the legacy queue is aligned to " + alignment
                                        + " bytes instead of 4096",
                                "virtio 1.3, 4.3.2.2.1"));
                return ChannelDevice.reject("legacy queues are aligned to 4096");
            }
            layout = QueueLayout.legacy(size, start, LEGACY_ALIGNMENT);
        }
        if (start == 0) {
            device.removeQueue(queue);
        } else {
            device.setUpQueue(queue, layout);
        }
        return ended(revision > 0 ? 32 : 16);
    }

    private Outcome indicate(long address) {
        return checked(() -> {
            indicator(address);
            indicators = new Indicators.Classic(ram, address);
        }, 8);
    }

    private Outcome indicateByAdapter(ByteBuffer in) {
        long summary = in.getLong(0);
        long first = in.getLong(8);
        long bit = in.getLong(16);
        return checked(() -> indicators = Indicators.ofAdapter(ram, device.place(), summary, first, bit), 25);
    }

    private void indicator(long address) {
        if ((address & 7) != 0 || !ram.holds(address, 8)) {
            throw new DriverFault(DriverFault.INDICATORS, device.place(), "the indicator at 0x" + Long.toHexString(address)
                    + " is not 8 aligned bytes of RAM", "virtio 1.3, 4.3.2.6");
        }
    }

    private Outcome checked(Runnable step, int bytes) {
        if (revision > 0 && (device.status() & VirtioDevice.DRIVER_OK) != 0) {
            device.fault(new DriverFault(DriverFault.INDICATORS, device.place(), "the driver moved the indicators of a running device",
                    "reset the device first"));
            return ended(bytes);
        }
        try {
            step.run();
        } catch (DriverFault fault) {
            device.fault(fault);
        }
        return ended(bytes);
    }

    /** Done, unless the device stopped because of it. */
    private Outcome ended(int bytes) {
        return (device.status() & VirtioDevice.NEEDS_RESET) == 0 ? done(bytes) : ChannelDevice.reject("the device needs a reset");
    }

    private static Outcome done(long bytes) {
        return new Outcome.Done(bytes);
    }

    @Override
    public void queue(int index) {
        Indicators to = indicators;
        if (to != null) {
            raise(to, index);
        }
    }

    @Override
    public void config() {
        long at = configurationIndicator;
        if (at != 0) {
            raise(new Indicators.Classic(ram, at), CONFIGURATION_QUEUE);
        }
    }

    private void raise(Indicators to, int index) {
        if (to.set(Math.max(index, 0))) {
            adapterLine.run();
        } else if (subchannel != null && !(to instanceof Indicators.Adapter)) {
            subchannel.unsolicited();
        }
    }

    @Override
    public boolean mayReachMemory() {
        return true;
    }
}
