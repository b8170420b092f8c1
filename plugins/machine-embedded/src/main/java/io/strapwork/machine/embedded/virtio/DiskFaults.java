package io.strapwork.machine.embedded.virtio;

import java.util.OptionalLong;

/**
 * What a disk does wrong, for tests of what stands above it.
 *
 * @param errorAt the byte whose reading ends in an I/O error
 * @param shortAt the byte before which a read ends, although its status says that all is well
 */
public record DiskFaults(OptionalLong errorAt, OptionalLong shortAt) {
    public static DiskFaults none() {
        return new DiskFaults(OptionalLong.empty(), OptionalLong.empty());
    }

    static boolean touches(OptionalLong at, long offset, long bytes) {
        return at.isPresent() && at.getAsLong() >= offset && at.getAsLong() - offset < bytes;
    }
}
