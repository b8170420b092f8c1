package io.strapwork.api.trust;

import io.strapwork.api.fetch.FetchedPart;
import java.lang.foreign.MemorySegment;

/**
 * A part that may be booted.
 *
 * @param fetched    what was fetched
 * @param verifiedBy how it is known: {@code "sha256"}, {@code "none"}
 */
public record VerifiedPart(FetchedPart fetched, String verifiedBy) {
    public String name() {
        return fetched.name();
    }

    public MemorySegment content() {
        return fetched.content();
    }
}
