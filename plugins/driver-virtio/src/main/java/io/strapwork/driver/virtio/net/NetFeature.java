package io.strapwork.driver.virtio.net;

import io.strapwork.driver.virtio.transport.DeviceFeature;
import io.strapwork.driver.virtio.transport.RingFeature;
import java.util.Collection;

/**
 * What the network driver can do (virtio 1.3, 5.1.3). Frames to the device are whole, with all checksums.
 */
public enum NetFeature implements DeviceFeature {
    /** The device says of each frame whether its checksum was verified, and may leave it unfinished. */
    GUEST_CSUM(1L << 1),
    /** The device says which MTU its network has. */
    MTU(1L << 3),
    /** The device has an address. */
    MAC(1L << 5),
    /** A frame may be spread over several receive buffers. */
    MRG_RXBUF(1L << 15),
    /** The device says whether its link is up. */
    STATUS(1L << 16),
    /** Notifications and interrupts are asked for by index. */
    EVENT_IDX(RingFeature.EVENT_IDX);

    private final long mask;

    NetFeature(long mask) {
        this.mask = mask;
    }

    @Override
    public long mask() {
        return mask;
    }

    /** The mask of all, without some. */
    public static long allBut(Collection<NetFeature> without) {
        return DeviceFeature.allBut(values(), without);
    }
}
