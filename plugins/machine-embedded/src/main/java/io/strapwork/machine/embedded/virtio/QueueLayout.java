package io.strapwork.machine.embedded.virtio;

/**
 * Where a driver put a split virtqueue (virtio 1.3, 2.7).
 *
 * @param size a number of descriptors, a power of two
 */
public record QueueLayout(int size, long descriptors, long avail, long used) {
    /** The legacy layout: the three parts one after the other, the used ring aligned (2.7.2). */
    public static QueueLayout legacy(int size, long start, int alignment) {
        long avail = start + 16L * size;
        long used = avail + 6 + 2L * size + alignment - 1 & -(long) alignment;
        return new QueueLayout(size, start, avail, used);
    }

    long descriptorBytes() {
        return 16L * size;
    }

    long availBytes() {
        return 6 + 2L * size;
    }

    long usedBytes() {
        return 6 + 8L * size;
    }
}
