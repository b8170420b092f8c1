package io.strapwork.loader.unpacking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes that are known before, and windows that only native code has; each format's own tests are those of the loader {@code compressed}. */
class UnpackingTests {
    private static final int BLOCK = 100_000;
    private static final int LIMIT = 1 << 20;

    private static byte[] plain(int bytes) {
        var plain = new byte[bytes];
        new Random(3).nextBytes(plain);
        return plain;
    }

    private static byte[] gzip(byte[] plain) {
        var out = new ByteArrayOutputStream();
        try (var packing = new GZIPOutputStream(out)) {
            packing.write(plain);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    /**
     * A frame of raw blocks (RFC 8878, 3.1.1), with room for two fields in front of them.
     *
     * @param window    its descriptor
     * @param says whether the frame says its size
     */
    private static byte[] zstd(byte[] plain, int window, boolean says) {
        var out = ByteBuffer.allocate(20 + plain.length + 3 * (plain.length / BLOCK + 1)).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0xfd2fb528).put((byte) (says ? 0x80 : 0)).put((byte) window);
        if (says) {
            out.putInt(plain.length);
        }
        for (int at = 0; at < plain.length; at += BLOCK) {
            int length = Math.min(BLOCK, plain.length - at);
            int head = length << 3 | (at + length == plain.length ? 1 : 0);
            out.put((byte) head).putShort((short) (head >> 8)).put(plain, at, length);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static MemorySegment of(byte[] bytes) {
        return MemorySegment.ofArray(bytes);
    }

    @Test
    void asManyBytesAsAreKnown() throws IOException {
        byte[] plain = plain(5 << 20);
        MemorySegment packed = of(gzip(plain));
        assertEquals(-1, Unpacking.exactly(packed, plain.length).mismatch(of(plain)));
        assertThrows(EOFException.class, () -> Unpacking.exactly(packed, plain.length + 1));
        assertThrows(Unpacking.TooMuchException.class, () -> Unpacking.exactly(packed, plain.length - 1));
    }

    /** 0x88 is what {@code zstd -22 --ultra} writes: 128 MiB. */
    @Test
    void windowsOfAnySize() throws IOException {
        byte[] plain = plain(300_000);
        for (int window : new int[]{0x50, 0x68, 0x69, 0x88}) {
            for (boolean says : new boolean[]{true, false}) {
                MemorySegment packed = of(zstd(plain, window, says));
                assertEquals(-1, Unpacking.exactly(packed, plain.length).mismatch(of(plain)), () -> "window " + window);
                assertThrows(IOException.class, () -> exactly(packed, plain.length + 1));
                assertThrows(IOException.class, () -> exactly(packed, plain.length - 1));
            }
            assertEquals(-1, Unpacking.of(of(zstd(plain, window, true)), plain.length).mismatch(of(plain)));
            assertThrows(Unpacking.TooMuchException.class, () -> Unpacking.of(of(zstd(plain, window, true)), plain.length - 1));
        }
        String refused = assertThrows(IOException.class, () -> Unpacking.of(of(zstd(plain, 0x88, false)), LIMIT)).getMessage();
        assertEquals("its window of 134217728 bytes is too large for a frame that doesn't say its size", refused);
    }

    /** What a library says in its own words. */
    private static void exactly(MemorySegment packed, long bytes) throws IOException {
        try {
            Unpacking.exactly(packed, bytes);
        } catch (RuntimeException e) {
            throw new IOException(e);
        }
    }

    static Stream<byte[]> packed() {
        byte[] plain = plain(2000);
        var lzop = ByteBuffer.allocate(38 + 12 + 100 + 4).put(new byte[]{(byte) 0x89, 'L', 'Z', 'O', 0, '\r', '\n', 26, '\n'})
                .putShort((short) 0x1040)
                .putShort((short) 0x20a0).putShort((short) 0x940).put((byte) 3).put((byte) 9).putInt(0).position(38).putInt(100)
                .putInt(100);
        return Stream.of(gzip(plain), zstd(plain, 0x88, true), zstd(plain, 0x88, false), zstd(plain, 0x50, true), lzop.array(),
                "]\0\0\200\0\377\377\377\377\377\377\377\377".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @MethodSource("packed")
    @FuzzTest
    void anyFile(byte[] file) {
        try {
            assertTrue(Unpacking.of(of(file), LIMIT).byteSize() <= LIMIT);
        } catch (IOException | RuntimeException _) {
            // damaged
        }
        try {
            assertEquals(5000, Unpacking.exactly(of(file), 5000).byteSize());
        } catch (IOException | RuntimeException _) {
            // damaged
        }
    }
}
