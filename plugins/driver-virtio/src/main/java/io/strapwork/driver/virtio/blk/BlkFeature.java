package io.strapwork.driver.virtio.blk;

import io.strapwork.driver.virtio.transport.DeviceFeature;
import java.util.Collection;

/** What the disk driver can do (virtio 1.3, 5.2.3). It only reads, so nothing about writing is among it. */
public enum BlkFeature implements DeviceFeature {
    /** The device limits the bytes of one buffer. */
    SIZE_MAX(1L << 1),
    /** The device limits the buffers of one request. */
    SEG_MAX(1L << 2),
    /** The device has cylinders, heads and sectors. */
    GEOMETRY(1L << 4),
    /** The device refuses writes. */
    RO(1L << 5),
    /** The device has logical blocks of its own size. */
    BLK_SIZE(1L << 6);

    private final long mask;

    BlkFeature(long mask) {
        this.mask = mask;
    }

    @Override
    public long mask() {
        return mask;
    }

    /** The mask of all, without some. */
    public static long allBut(Collection<BlkFeature> without) {
        return DeviceFeature.allBut(values(), without);
    }
}
