package io.strapwork.api.link;

import org.apiguardian.api.API;

/**
 * How a disk counts cylinders, heads and sectors. A 3390 DASD has 15 heads, and 12 sectors with blocks of 4096 bytes.
 *
 * @param sectors logical blocks of a track
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record DiskGeometry(int cylinders, int heads, int sectors) {
    private static final int HEADS_3390 = 15;
    private static final int MOST_CYLINDERS = 65535;

    /**
     * Of a 3390 DASD that has so many bytes, formatted with such blocks: as many of them on a track as {@code recs_per_track} of Linux (drivers/s390/block/dasd_eckd.c) says.
     *
     * @param blockSize 512, 1024, 2048 or 4096
     */
    public static DiskGeometry of3390(long bytes, int blockSize) {
        int sectors = switch (blockSize) {
            case 4096 -> 12;
            case 2048 -> 21;
            case 1024 -> 33;
            default -> 49;
        };
        long cylinders = bytes / ((long) HEADS_3390 * sectors * blockSize);
        return new DiskGeometry(Math.clamp(cylinders, 1, MOST_CYLINDERS), HEADS_3390, sectors);
    }
}
