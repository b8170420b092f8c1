package io.strapwork.runtime.walk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of memory off heap. One thread at a time. */
final class Sha256 {
    /** Through the heap in large pieces: given a direct buffer, the JDK goes by 4 KiB, at half the speed. */
    private static final int PIECE = 64 << 10;

    private final MessageDigest digest;
    private final byte[] piece = new byte[PIECE];

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void update(MemorySegment bytes) {
        for (long at = 0; at < bytes.byteSize(); at += PIECE) {
            int length = (int) Math.min(PIECE, bytes.byteSize() - at);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, piece, 0, length);
            digest.update(piece, 0, length);
        }
    }

    /** Lower-case hexadecimal; begins anew. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    static String of(MemorySegment bytes) {
        var whole = new Sha256();
        whole.update(bytes);
        return whole.hex();
    }
}
