package io.strapwork.trust.x509;

import io.strapwork.api.fetch.ContentDigests;
import io.strapwork.api.fetch.FetchedPart;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.util.List;
import java.util.function.Function;

/**
 * Bytes that somebody may have signed.
 *
 * @param pieces one behind the other
 * @param begun  gives digests of them, by the algorithm in the JDK's words
 */
record Signed(List<MemorySegment> pieces, Function<String, MessageDigest> begun) {
    /** The JDK goes through direct buffers by 4 KiB; so through the heap, by more. */
    private static final int PIECE = 64 << 10;

    static Signed of(byte[] bytes) {
        return of(List.of(MemorySegment.ofArray(bytes)));
    }

    /** All of it. */
    static Signed of(FetchedPart part) {
        return new Signed(List.of(part.content()), part.digests()::begun);
    }

    static Signed of(List<MemorySegment> pieces) {
        return new Signed(pieces, algorithm -> {
            MessageDigest digest = ContentDigests.digest(algorithm);
            byte[] scratch = new byte[PIECE];
            pieces.forEach(piece -> ContentDigests.update(piece, List.of(digest), scratch));
            return digest;
        });
    }

    /** @param algorithm in the JDK's words */
    byte[] digest(String algorithm) {
        return begun.apply(algorithm).digest();
    }

    /** Into an algorithm that takes no digest. */
    void update(Signature signature) throws SignatureException {
        byte[] scratch = new byte[PIECE];
        for (MemorySegment piece : pieces) {
            for (long at = 0; at < piece.byteSize(); at += PIECE) {
                int length = (int) Math.min(PIECE, piece.byteSize() - at);
                MemorySegment.copy(piece, java.lang.foreign.ValueLayout.JAVA_BYTE, at, scratch, 0, length);
                signature.update(scratch, 0, length);
            }
        }
    }
}
