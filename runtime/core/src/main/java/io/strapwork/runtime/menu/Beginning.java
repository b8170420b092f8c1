package io.strapwork.runtime.menu;

import io.strapwork.api.fetch.ContentDigests;
import java.lang.foreign.MemorySegment;

/**
 * How a file has begun when a menu's reader looked at it. A server may have another answer each time.
 *
 * @param bytes  that were seen
 * @param sha256 of them, lower-case hexadecimal
 */
public record Beginning(long bytes, String sha256) {
    static Beginning of(MemorySegment seen) {
        return new Beginning(seen.byteSize(), ContentDigests.of(seen).hex("SHA-256"));
    }

    /** Whether a whole file begins so. */
    public boolean isOf(MemorySegment file) {
        return file.byteSize() >= bytes && of(file.asSlice(0, bytes)).equals(this);
    }
}
