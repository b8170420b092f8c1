package io.strapwork.api.trust;

import io.strapwork.api.fetch.FetchedPart;
import java.lang.foreign.MemorySegment;
import org.apiguardian.api.API;

/**
 * A part that may be booted.
 *
 * @param fetched    what was fetched
 * @param verifiedBy how it is known: {@code "sha256"}, {@code "none"}
 * @param content    what of it may be used: all, unless its verifier vouches for less
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record VerifiedPart(FetchedPart fetched, String verifiedBy, MemorySegment content) {
    /** All of it. */
    public VerifiedPart(FetchedPart fetched, String verifiedBy) {
        this(fetched, verifiedBy, fetched.content());
    }

    public String name() {
        return fetched.name();
    }
}
