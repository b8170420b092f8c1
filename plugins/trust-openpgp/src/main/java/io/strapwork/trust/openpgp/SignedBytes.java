package io.strapwork.trust.openpgp;

import io.strapwork.api.fetch.ContentDigests;
import io.strapwork.api.fetch.FetchedPart;
import java.lang.foreign.MemorySegment;

/**
 * What signatures are said to be over.
 *
 * @param digests of the content
 * @param text    whether it was clear-signed
 */
record SignedBytes(MemorySegment content, ContentDigests digests, boolean text) {
    static SignedBytes of(FetchedPart part) {
        return new SignedBytes(part.content(), part.digests(), false);
    }

    static SignedBytes clear(byte[] text) {
        MemorySegment content = MemorySegment.ofArray(text);
        return new SignedBytes(content, ContentDigests.of(content), true);
    }
}
