package io.strapwork.loader.unpacking;

import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks gzip, xz, zstd, bzip2, lz4, lzma and lzop, off heap, up to a limit: a few kilobytes may stand for terabytes. What is damaged is an {@link IOException}, or a
 * {@link RuntimeException} of a library.
 */
public final class Unpacking {
    private static final int PIECE = 4 << 20;
    private static final int LEAST_PIECE = 256 << 10;
    /** Of xz' dictionary, in KiB; kernels are packed with 32 MiB. */
    private static final int XZ_MEMORY = 96 << 10;

    private Unpacking() {}

    /** There is more than may be. */
    public static final class TooMuchException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** All of a file; the bytes are the garbage collector's to free. */
    public static MemorySegment of(MemorySegment packed, long limit) throws IOException {
        if (WideZstd.is(packed)) {
            return WideZstd.unpack(packed, limit);
        }
        var pieces = new ArrayList<MemorySegment>();
        long bytes = 0;
        try (InputStream in = stream(packed)) {
            // what is small gets no megabytes to be cleared
            var buffer = new byte[(int) Math.clamp(packed.byteSize(), LEAST_PIECE, PIECE)];
            for (int count = in.readNBytes(buffer, 0, buffer.length); count > 0; count = in.readNBytes(buffer, 0, buffer.length)) {
                bytes += count;
                if (bytes > limit) {
                    throw new TooMuchException();
                }
                MemorySegment piece = Arena.ofAuto().allocate(count);
                MemorySegment.copy(buffer, 0, piece, ValueLayout.JAVA_BYTE, 0, count);
                pieces.add(piece);
            }
        }
        MemorySegment whole = memory(bytes);
        long at = 0;
        for (MemorySegment piece : pieces) {
            MemorySegment.copy(piece, 0, whole, at, piece.byteSize());
            at += piece.byteSize();
        }
        return whole.asReadOnly();
    }

    /**
     * As {@link #of}, of a file that is known to unpack to so many bytes.
     *
     * @param bytes the caller's to limit: so much is taken at once
     * @throws EOFException when it is less
     */
    public static MemorySegment exactly(MemorySegment packed, long bytes) throws IOException {
        MemorySegment whole = memory(bytes);
        if (WideZstd.is(packed)) {
            WideZstd.unpack(packed, whole);
            return whole.asReadOnly();
        }
        try (InputStream in = stream(packed)) {
            var buffer = new byte[PIECE];
            long at = 0;
            for (int count = in.readNBytes(buffer, 0, PIECE); count > 0; count = in.readNBytes(buffer, 0, PIECE)) {
                if (count > bytes - at) {
                    throw new TooMuchException();
                }
                MemorySegment.copy(buffer, 0, whole, ValueLayout.JAVA_BYTE, at, count);
                at += count;
            }
            if (at < bytes) {
                throw new EOFException("it unpacks to " + at + " of " + bytes + " bytes");
            }
        }
        return whole.asReadOnly();
    }

    static MemorySegment memory(long bytes) {
        return Arena.ofAuto().allocate(Math.max(1, bytes), 8).asSlice(0, bytes);
    }

    private static InputStream stream(MemorySegment packed) throws IOException {
        var file = new SegmentInput(packed);
        if (begins(packed, "\u001f\u008b")) {
            return new GZIPInputStream(file);
        }
        if (begins(packed, "\u00fd7zXZ")) {
            return new XZInputStream(file, XZ_MEMORY);
        }
        if (begins(packed, WideZstd.MAGIC)) {
            return new ZstdInputStream(file);
        }
        if (begins(packed, "BZh")) {
            return new BZip2CompressorInputStream(file, true);
        }
        if (begins(packed, "\u0004\"M\u0018")) {
            return new FramedLZ4CompressorInputStream(file, true);
        }
        if (begins(packed, "\u0002!L\u0018")) {
            file.skipNBytes(4);
            return new LegacyLz4(file);
        }
        if (begins(packed, "]\0\0")) {
            return new LZMAInputStream(file, XZ_MEMORY);
        }
        if (begins(packed, Lzop.MAGIC)) {
            file.skipNBytes(Lzop.MAGIC.length());
            return new Lzop(file);
        }
        throw new IOException("its compression format is not supported");
    }

    /** @param text in Latin-1 */
    static boolean begins(MemorySegment content, String text) {
        if (content.byteSize() < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (content.get(ValueLayout.JAVA_BYTE, i) != (byte) text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
