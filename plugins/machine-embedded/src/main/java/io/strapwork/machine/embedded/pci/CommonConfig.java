package io.strapwork.machine.embedded.pci;

import io.strapwork.machine.embedded.virtio.DriverFault;
import io.strapwork.machine.embedded.virtio.QueueLayout;
import io.strapwork.machine.embedded.virtio.VirtioDevice;

/** The common configuration structure (virtio 1.3, 4.1.4.3), without queue reset and notification data. */
final class CommonConfig {
    static final int BYTES = 0x38;
    private static final int DEVICE_FEATURE_SELECT = 0x00;
    private static final int DEVICE_FEATURE = 0x04;
    private static final int DRIVER_FEATURE_SELECT = 0x08;
    private static final int DRIVER_FEATURE = 0x0c;
    private static final int CONFIG_MSIX_VECTOR = 0x10;
    private static final int NUM_QUEUES = 0x12;
    private static final int DEVICE_STATUS = 0x14;
    private static final int CONFIG_GENERATION = 0x15;
    private static final int QUEUE_SELECT = 0x16;
    private static final int QUEUE_SIZE = 0x18;
    private static final int QUEUE_MSIX_VECTOR = 0x1a;
    private static final int QUEUE_ENABLE = 0x1c;
    private static final int QUEUE_NOTIFY_OFF = 0x1e;
    /** queue_desc, queue_driver and queue_device, 64 bits each. */
    private static final int QUEUE_DESC = 0x20;
    private static final int NO_VECTOR = 0xffff;

    private final VirtioDevice device;
    private final String place;
    private final Runnable onReset;
    private int deviceFeatureSelect;
    private int driverFeatureSelect;
    private int driverFeatureLow;
    private int driverFeatureHigh;
    private int queueSelect;
    private volatile int generation;
    private final int[] sizes;
    private final long[][] addresses;

    /** @param onReset also run when the driver resets the device */
    CommonConfig(VirtioDevice device, String place, Runnable onReset) {
        this.device = device;
        this.place = place;
        this.onReset = onReset;
        this.sizes = new int[device.queues()];
        this.addresses = new long[device.queues()][3];
        reset();
    }

    private void reset() {
        device.reset();
        deviceFeatureSelect = 0;
        driverFeatureSelect = 0;
        driverFeatureLow = 0;
        driverFeatureHigh = 0;
        queueSelect = 0;
        for (int i = 0; i < device.queues(); i++) {
            sizes[i] = device.queueSize();
            addresses[i] = new long[3];
        }
        onReset.run();
    }

    void configurationChanged() {
        generation = generation + 1 & 0xff;
    }

    long read(int at, int bytes) {
        boolean queue = queueSelect < device.queues();
        if (at >= QUEUE_DESC && at < BYTES) {
            if ((bytes != 4 && bytes != 8) || at % 8 + bytes > 8) {
                return wrongWidth(at, bytes);
            }
            long value = queue ? addresses[queueSelect][(at - QUEUE_DESC) / 8] : 0;
            return bytes == 8 ? value : (at & 4) != 0 ? value >>> 32 : value & 0xffff_ffffL;
        }
        if (bytes != width(at)) {
            return wrongWidth(at, bytes);
        }
        return switch (at) {
            case DEVICE_FEATURE_SELECT -> deviceFeatureSelect & 0xffff_ffffL;
            case DEVICE_FEATURE -> half(device.offered(), deviceFeatureSelect);
            case DRIVER_FEATURE_SELECT -> driverFeatureSelect & 0xffff_ffffL;
            case DRIVER_FEATURE ->
                (driverFeatureSelect == 0 ? driverFeatureLow : driverFeatureSelect == 1 ? driverFeatureHigh : 0) & 0xffff_ffffL;
            case NUM_QUEUES -> device.queues();
            case DEVICE_STATUS -> device.status();
            case CONFIG_GENERATION -> generation;
            case QUEUE_SELECT -> queueSelect;
            case QUEUE_SIZE -> queue ? sizes[queueSelect] : 0;
            case QUEUE_ENABLE -> device.isSetUp(queueSelect) ? 1 : 0;
            case QUEUE_NOTIFY_OFF -> queue ? queueSelect : 0;
            default -> NO_VECTOR;
        };
    }

    private static long half(long features, int select) {
        return select == 0 ? features & 0xffff_ffffL : select == 1 ? features >>> 32 : 0;
    }

    /** Each field's own; -1 where none starts. */
    private static int width(int at) {
        return switch (at) {
            case DEVICE_FEATURE_SELECT, DEVICE_FEATURE, DRIVER_FEATURE_SELECT, DRIVER_FEATURE -> 4;
            case CONFIG_MSIX_VECTOR, NUM_QUEUES, QUEUE_SELECT, QUEUE_SIZE, QUEUE_MSIX_VECTOR, QUEUE_ENABLE, QUEUE_NOTIFY_OFF -> 2;
            case DEVICE_STATUS, CONFIG_GENERATION -> 1;
            default -> -1;
        };
    }

    void write(int at, int bytes, long value) {
        if (at >= QUEUE_DESC && at < BYTES) {
            writeAddress(at, bytes, value);
            return;
        }
        if (bytes != width(at)) {
            wrongWidth(at, bytes);
            return;
        }
        switch (at) {
            case DEVICE_FEATURE_SELECT -> deviceFeatureSelect = (int) value;
            case DRIVER_FEATURE_SELECT -> driverFeatureSelect = (int) value;
            case DRIVER_FEATURE -> {
                device.writeFeatures(driverFeatureSelect, (int) value);
                if (driverFeatureSelect == 0) {
                    driverFeatureLow = (int) value;
                } else if (driverFeatureSelect == 1) {
                    driverFeatureHigh = (int) value;
                }
            }
            case DEVICE_STATUS -> {
                if (value == 0) {
                    reset();
                } else {
                    device.writeStatus((int) value & 0xff);
                }
            }
            case QUEUE_SELECT -> queueSelect = (int) value & 0xffff;
            case QUEUE_SIZE -> {
                if (selected(at)) {
                    sizes[queueSelect] = (int) value & 0xffff;
                }
            }
            case QUEUE_ENABLE -> enable(value);
            // Without MSI-X every vector is refused by reading NO_VECTOR back (4.1.5.1.2.1).
            case CONFIG_MSIX_VECTOR, QUEUE_MSIX_VECTOR -> {
            }
            default -> device.fault(
                    new DriverFault(DriverFault.READ_ONLY, place, "the driver wrote the read-only field at 0x" + Integer.toHexString(at)
                            + " of the common configuration", "virtio 1.3, 4.1.4.3"));
        }
    }

    private void writeAddress(int at, int bytes, long value) {
        if ((bytes != 4 && bytes != 8) || at % 8 + bytes > 8) {
            wrongWidth(at, bytes);
            return;
        }
        if (!selected(at)) {
            return;
        }
        int field = (at - QUEUE_DESC) / 8;
        long before = addresses[queueSelect][field];
        addresses[queueSelect][field] = bytes == 8
                ? value
                : (at & 4) != 0 ? (before & 0xffff_ffffL) | value << 32 : (before & ~0xffff_ffffL) | (value & 0xffff_ffffL);
    }

    private boolean selected(int at) {
        String wrong = queueSelect >= device.queues()
                ? "which the device doesn't have"
                : device.isSetUp(queueSelect) ? "which is enabled" : null;
        if (wrong != null) {
            device.fault(new DriverFault(DriverFault.QUEUE_SETUP, place,
                    "the driver wrote field 0x" + Integer.toHexString(at) + " of queue " + queueSelect + ", "
                            + wrong,
                    "virtio 1.3, 4.1.4.3.2"));
        }
        return wrong == null;
    }

    private void enable(long value) {
        if (value != 1) {
            device.fault(new DriverFault(DriverFault.QUEUE_SETUP, place, "the driver wrote " + value + " to queue_enable",
                    "write only 1; a reset disables queues (virtio 1.3, 4.1.4.3.2)"));
            return;
        }
        if (selected(QUEUE_ENABLE)) {
            long[] at = addresses[queueSelect];
            device.setUpQueue(queueSelect, new QueueLayout(sizes[queueSelect], at[0], at[1], at[2]));
        }
    }

    private long wrongWidth(int at, int bytes) {
        device.fault(new DriverFault(DriverFault.NO_REGISTER, place, "an access of " + bytes + " bytes to 0x" + Integer.toHexString(at)
                + " of the common configuration",
                "access each field with its own width, 64-bit fields also in two halves (virtio 1.3, 4.1.3.1)"));
        return -1;
    }
}
