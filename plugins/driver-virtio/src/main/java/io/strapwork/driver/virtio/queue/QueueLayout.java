package io.strapwork.driver.virtio.queue;

import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestAddress;

/**
 * Where the three parts of a split virtqueue are. The legacy layout (virtio 1.3, 2.7.2) is used for all of them: one piece, the used ring on the next
 * 4096-byte boundary; it satisfies the alignments of the modern one too.
 *
 * @param index the device's number of the queue
 * @param size  entries, a power of two up to 32768
 */
public record QueueLayout(int index, int size, GuestAddress descriptors, GuestAddress available, GuestAddress used) {
    /** Of the used ring, and of the whole. */
    public static final int ALIGNMENT = 4096;
    /** Bytes of a descriptor. */
    static final int DESCRIPTOR_BYTES = 16;

    public QueueLayout {
        if (Integer.bitCount(size) != 1 || size > 32768) {
            throw new IllegalArgumentException("not a queue size: " + size);
        }
    }

    /** Takes zeroed memory for a queue. */
    public static QueueLayout allocate(DmaMemory dma, int index, int size) {
        long usedAt = alignUp(DESCRIPTOR_BYTES * (long) size + availableBytes(size));
        GuestAddress start = dma.allocate(usedAt + usedBytes(size), ALIGNMENT).start();
        return new QueueLayout(index, size, start, start.plus(DESCRIPTOR_BYTES * (long) size), start.plus(usedAt));
    }

    static long availableBytes(int size) {
        return 6 + 2L * size;
    }

    static long usedBytes(int size) {
        return 6 + 8L * size;
    }

    private static long alignUp(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
