package io.strapwork.driver.virtio.transport;

/**
 * A field of a device's configuration space; it is read in one access of its width where the transport has such accesses.
 *
 * @param offset in bytes
 * @param bytes  1, 2 or 4
 */
public record ConfigField(int offset, int bytes) {}
