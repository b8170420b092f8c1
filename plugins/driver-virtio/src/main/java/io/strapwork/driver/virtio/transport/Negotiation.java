package io.strapwork.driver.virtio.transport;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.driver.virtio.queue.QueueLayout;
import io.strapwork.driver.virtio.queue.SplitQueue;
import java.util.List;

/**
 * Device initialisation, in the order of virtio 1.3, 3.1.1: {@link #agree}, {@link #config}, {@link #queue} for each, {@link #ready}. The status is read back after each step, so
 * that a device which refuses one is found at that step. Whatever goes wrong is a {@link StrapworkException}; then {@link #abandon}.
 */
public final class Negotiation {
    private static final String QUEUE_SIZE = "SW-L107";
    private static final int CONFIG_READS = 100;

    private final VirtioTransport device;
    private long features;
    private int status;

    public Negotiation(VirtioTransport device) {
        this.device = device;
    }

    /** Steps 1 to 6: reset, acknowledge, and agree on the features among {@code wanted} that the device offers. A modern device must offer VERSION_1. */
    public long agree(long wanted) {
        device.reset();
        step(DeviceStatus.ACKNOWLEDGE);
        step(DeviceStatus.DRIVER);
        long offered = device.deviceFeatures();
        long version = device.legacy() ? 0 : RingFeature.VERSION_1;
        if ((offered & version) != version) {
            throw problem("SW-L105", "the device does not offer VIRTIO_F_VERSION_1; its features are 0x" + Long.toHexString(offered),
                    "the device only supports virtio before 1.0; on QEMU, don't set disable-modern=on");
        }
        features = offered & (wanted | version) & (device.legacy() ? 0xffff_ffffL : -1L);
        device.writeFeatures(features);
        if (!device.legacy()) {
            acceptFeatures(offered);
        }
        return features;
    }

    private void acceptFeatures(long offered) {
        status |= DeviceStatus.FEATURES_OK;
        device.writeStatus(status);
        int now = device.status();
        refuseReset(now);
        if ((now & DeviceStatus.FEATURES_OK) == 0) {
            boolean platform = (offered & RingFeature.ACCESS_PLATFORM) != 0;
            throw problem("SW-L106",
                    "the device refuses the features 0x" + Long.toHexString(features) + " out of 0x" + Long.toHexString(offered),
                    platform
                            ? "the device may require VIRTIO_F_ACCESS_PLATFORM (an IOMMU), which is not supported; on QEMU, remove iommu_platform=on"
                            : "try without some of them: list features in the option \"without\" of [link]");
        }
    }

    /** Step 7: a consistent reading of configuration fields (virtio 1.3, 2.5.1). */
    public byte[] config(List<ConfigField> fields) {
        for (int i = 0; i < CONFIG_READS; i++) {
            int before = device.configGeneration();
            byte[] bytes = device.readConfig(fields);
            if (device.configGeneration() == before) {
                return bytes;
            }
        }
        throw problem("SW-L110", "the device's configuration changed during each of " + CONFIG_READS + " readings", "");
    }

    /**
     * Step 7: sets a queue up, with at most {@code wish} entries. A legacy device decides the size alone.
     *
     * @param least entries that the driver can't do without
     */
    public SplitQueue queue(int index, int wish, int least) {
        int most = device.maxQueueSize(index);
        if (most < least || most > 32768) {
            throw problem(QUEUE_SIZE, most == 0
                    ? "the device has no queue " + index
                    : "queue " + index + " of the device has " + most + " entries, but must have " + least + " to 32768", "");
        }
        if (device.legacy() && Integer.bitCount(most) != 1) {
            throw problem(QUEUE_SIZE, "queue " + index + " of the device has " + most + " entries, which is not a power of two", "");
        }
        int size = device.legacy() ? most : Integer.highestOneBit(Math.min(most, wish));
        QueueLayout layout = QueueLayout.allocate(device.dma(), index, size);
        var queue = new SplitQueue(layout, device.dma().memory(), device.location(), device.order(),
                (features & RingFeature.EVENT_IDX) != 0, device.legacy());
        device.enableQueue(layout);
        return queue;
    }

    /** Step 8: the device is live. */
    public void ready() {
        step(DeviceStatus.DRIVER_OK);
    }

    /** Tells the device that the driver gave up, resets it and takes it off the bus, as far as it lets us. */
    public void abandon(StrapworkException why) {
        LastAttempt.after(why, () -> device.writeStatus(status | DeviceStatus.FAILED));
        LastAttempt.after(why, device::reset);
        LastAttempt.after(why, device::release);
    }

    private void step(int bit) {
        status |= bit;
        device.writeStatus(status);
        int now = device.status();
        refuseReset(now);
        if ((now & status) != status) {
            throw problem(ProblemCodes.STATUS_NOT_KEPT,
                    "the device does not keep its status: 0x" + Integer.toHexString(status) + " was written, 0x" + Integer.toHexString(now)
                            + " is read",
                    "");
        }
    }

    private void refuseReset(int now) {
        if ((now & DeviceStatus.NEEDS_RESET) != 0) {
            throw problem("SW-L109", "the device failed during set-up (DEVICE_NEEDS_RESET)", "");
        }
    }

    private StrapworkException problem(String code, String what, String hint) {
        return new Problem(code, Blame.PEER, device.location(), what, hint).asException();
    }
}
