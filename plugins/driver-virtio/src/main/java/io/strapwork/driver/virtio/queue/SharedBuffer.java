package io.strapwork.driver.virtio.queue;

import io.strapwork.api.machine.GuestAddress;

/**
 * A part of a buffer chain.
 *
 * @param deviceWrites the device fills it; otherwise it only reads it
 */
public record SharedBuffer(GuestAddress address, int bytes, boolean deviceWrites) {
    public SharedBuffer {
        if (bytes <= 0) {
            throw new IllegalArgumentException("a buffer can't have " + bytes + " bytes");
        }
    }
}
