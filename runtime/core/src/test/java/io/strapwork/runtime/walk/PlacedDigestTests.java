package io.strapwork.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.time.BootClock;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(600)
class PlacedDigestTests {
    private static final int PIECE = 1 << 20;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, PIECE, (4 << 20) - 1, 4 << 20, (6 << 20) + 12345})
    void isThatOfWhatWasWritten(int bytes) throws Exception {
        var source = new byte[bytes];
        new Random(20261128).nextBytes(source);
        var target = new byte[bytes];
        try (var digest = PlacedDigest.follow(MemorySegment.ofArray(target), BootClock.system())) {
            for (int at = 0; at < bytes; at += PIECE) {
                int length = Math.min(PIECE, bytes - at);
                System.arraycopy(source, at, target, at, length);
                digest.accept(at + length);
            }
            assertEquals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(source)), digest.hex());
        }
    }

    @Test
    void aWriterThatGivesUpLeavesNobodyWaiting() {
        PlacedDigest digest = PlacedDigest.follow(MemorySegment.ofArray(new byte[5 << 20]), BootClock.system());
        digest.accept(PIECE);
        digest.close();
        assertEquals("the writer has given up", assertThrows(IllegalStateException.class, digest::hex).getMessage());
    }
}
