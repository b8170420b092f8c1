package io.strapwork.machine.embedded.virtio;

/** What a device does with the buffers of a ring. */
enum BufferUse {
    READS, WRITES,
    /** The first ones of a chain are to be read, the others to be written (virtio 1.3, 2.7.4.2). */
    BOTH
}
