package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.ContentDigests;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** SHA-256, and what else the verifier wants, of bytes as they come. One thread at a time. */
final class StreamedDigests {
    private static final String SHA_256 = "SHA-256";

    private final List<MessageDigest> digests = new ArrayList<>(List.of(ContentDigests.digest(SHA_256)));
    private final byte[] piece = new byte[64 << 10];

    /** @param more in the JDK's words */
    StreamedDigests(Set<String> more) {
        for (String each : more) {
            if (!each.equals(SHA_256)) {
                digests.add(ContentDigests.digest(each));
            }
        }
    }

    void update(MemorySegment bytes) {
        ContentDigests.update(bytes, digests, piece);
    }

    /** Of all that came. */
    ContentDigests of(MemorySegment content) {
        return ContentDigests.of(content, digests);
    }
}
