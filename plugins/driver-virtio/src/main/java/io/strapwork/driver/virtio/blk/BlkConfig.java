package io.strapwork.driver.virtio.blk;

import io.strapwork.api.link.DiskGeometry;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.driver.virtio.transport.ConfigField;
import io.strapwork.driver.virtio.transport.Negotiation;
import io.strapwork.driver.virtio.transport.VirtioTransport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of a block device (virtio 1.3, 5.2.4).
 *
 * @param bytes       its capacity, in whole blocks
 * @param bufferBytes of the largest buffer in a request
 * @param buffers     with data in a request, at most
 */
record BlkConfig(long bytes, int blockSize, Optional<DiskGeometry> geometry, boolean readOnly, int bufferBytes, int buffers) {
    /** Numbers of sectors count these, whatever the block size (virtio 1.3, 5.2.4). */
    static final int SECTOR = 512;
    private static final ConfigField CAPACITY = new ConfigField(0, 4);
    private static final ConfigField CAPACITY_HIGH = new ConfigField(4, 4);
    private static final ConfigField SIZE_MAX = new ConfigField(8, 4);
    private static final ConfigField SEG_MAX = new ConfigField(12, 4);
    private static final ConfigField CYLINDERS = new ConfigField(16, 2);
    private static final ConfigField HEADS = new ConfigField(18, 1);
    private static final ConfigField SECTORS = new ConfigField(19, 1);
    private static final ConfigField BLK_SIZE = new ConfigField(20, 4);
    private static final int LARGEST_BLOCK = 65536;

    /** Reads what the negotiated features make valid. */
    static BlkConfig read(Negotiation negotiation, VirtioTransport device, long features) {
        var fields = new ArrayList<>(List.of(CAPACITY, CAPACITY_HIGH));
        add(fields, features, BlkFeature.SIZE_MAX, SIZE_MAX);
        add(fields, features, BlkFeature.SEG_MAX, SEG_MAX);
        add(fields, features, BlkFeature.GEOMETRY, CYLINDERS, HEADS, SECTORS);
        add(fields, features, BlkFeature.BLK_SIZE, BLK_SIZE);
        var config = ByteBuffer.wrap(negotiation.config(fields)).order(device.order());
        int blockSize = BlkFeature.BLK_SIZE.in(features) ? config.getInt(BLK_SIZE.offset()) : SECTOR;
        if (blockSize < SECTOR || blockSize > LARGEST_BLOCK || Integer.bitCount(blockSize) != 1) {
            throw refused(device,
                    "the device's blocks have " + Integer.toUnsignedString(blockSize) + " bytes, which is not a power of two from "
                            + SECTOR + " to " + LARGEST_BLOCK);
        }
        long sectors = config.getLong(CAPACITY.offset());
        if (sectors < 0 || sectors > Long.MAX_VALUE / SECTOR) {
            throw refused(device, "the device says that it has " + Long.toUnsignedString(sectors) + " sectors");
        }
        int bufferBytes = BlkFeature.SIZE_MAX.in(features) ? limit(config.getInt(SIZE_MAX.offset())) : Integer.MAX_VALUE;
        int buffers = BlkFeature.SEG_MAX.in(features) ? limit(config.getInt(SEG_MAX.offset())) : 1;
        return new BlkConfig(sectors * SECTOR & -blockSize, blockSize,
                BlkFeature.GEOMETRY.in(features) ? geometry(config) : Optional.empty(), BlkFeature.RO.in(features), bufferBytes, buffers);
    }

    private static void add(List<ConfigField> fields, long features, BlkFeature feature, ConfigField... valid) {
        if (feature.in(features)) {
            fields.addAll(List.of(valid));
        }
    }

    /** Devices that offer a limit of 0 mean none. */
    private static int limit(int value) {
        return value <= 0 ? Integer.MAX_VALUE : value;
    }

    /** Data of one request, in whole blocks: what fits into a bounce buffer and into so many buffers that the device takes. */
    int mostBytes(VirtioTransport device, int descriptors) {
        int most = (int) Math.min(BounceBuffers.MOST_BYTES, (long) bufferBytes * descriptors) & -blockSize;
        if (most == 0) {
            throw refused(device, "the device takes no more than " + descriptors + " buffers of " + bufferBytes
                    + " bytes in a request, but its blocks have " + blockSize);
        }
        return most;
    }

    private static Optional<DiskGeometry> geometry(ByteBuffer config) {
        var geometry = new DiskGeometry(config.getShort(CYLINDERS.offset()) & 0xffff, config.get(HEADS.offset()) & 0xff,
                config.get(SECTORS.offset()) & 0xff);
        return geometry.equals(new DiskGeometry(0, 0, 0)) ? Optional.empty() : Optional.of(geometry);
    }

    private static RuntimeException refused(VirtioTransport device, String what) {
        return new Problem("SW-L201", Blame.PEER, device.location(), what,
                "set it where the device is configured; on QEMU, with logical_block_size= of the device").asException();
    }
}
