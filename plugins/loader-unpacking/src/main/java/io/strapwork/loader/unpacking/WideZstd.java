package io.strapwork.loader.unpacking;

import io.airlift.compress.v3.zstd.ZstdNativeDecompressor;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Zstandard frames (RFC 8878) with a window beyond 8 MiB, which is as much as the library's Java code has, but not its native code. Kernels have 128 MiB
 * ({@code zstd -22 --ultra}).
 */
final class WideZstd {
    static final String MAGIC = "(\u00b5/\u00fd";
    private static final long JAVA_WINDOW = 8 << 20;
    private static final int DESCRIPTOR = 4;
    private static final int HEADER_MOST = 18;

    private WideZstd() {}

    static boolean is(MemorySegment packed) {
        return Unpacking.begins(packed, MAGIC) && packed.byteSize() >= HEADER_MOST && window(packed) > JAVA_WINDOW;
    }

    private static long window(MemorySegment packed) {
        if (isSingle(packed)) {
            return contentBytes(packed);
        }
        int descriptor = u8(packed, DESCRIPTOR + 1);
        long base = 1L << 10 + (descriptor >> 3);
        return base + base / 8 * (descriptor & 7);
    }

    private static boolean isSingle(MemorySegment packed) {
        return (u8(packed, DESCRIPTOR) & 0x20) != 0;
    }

    /** What the frame says, -1 when it doesn't. */
    private static long contentBytes(MemorySegment packed) {
        int descriptor = u8(packed, DESCRIPTOR);
        boolean single = isSingle(packed);
        int[] dictionaryBytes = {0, 1, 2, 4};
        long at = DESCRIPTOR + 1L + (single ? 0 : 1) + dictionaryBytes[descriptor & 3];
        return switch (descriptor >> 6) {
            case 0 -> single ? u8(packed, at) : -1;
            case 1 -> 256 + Short.toUnsignedLong(packed.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at));
            case 2 -> Integer.toUnsignedLong(packed.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at));
            default -> packed.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at);
        };
    }

    static MemorySegment unpack(MemorySegment packed, long limit) throws IOException {
        long bytes = contentBytes(packed);
        if (bytes > limit) {
            throw new Unpacking.TooMuchException();
        }
        if (bytes < 0) {
            throw new IOException("its window of " + window(packed) + " bytes is too large for a frame that doesn't say its size");
        }
        MemorySegment whole = Unpacking.memory(bytes);
        unpack(packed, whole);
        return whole.asReadOnly();
    }

    /** From a copy: memory that native code works on can't be closed, and the packed file's may be at any time. */
    static void unpack(MemorySegment packed, MemorySegment whole) throws IOException {
        if (!ZstdNativeDecompressor.isEnabled()) {
            throw new IOException(
                    "its window of " + window(packed) + " bytes needs native code, of which the library has none for this computer");
        }
        MemorySegment source = Unpacking.memory(packed.byteSize()).copyFrom(packed);
        int bytes = new ZstdNativeDecompressor().decompress(source, whole);
        if (bytes < whole.byteSize()) {
            throw new EOFException("it unpacks to " + bytes + " of " + whole.byteSize() + " bytes");
        }
    }

    private static int u8(MemorySegment packed, long at) {
        return Byte.toUnsignedInt(packed.get(ValueLayout.JAVA_BYTE, at));
    }
}
