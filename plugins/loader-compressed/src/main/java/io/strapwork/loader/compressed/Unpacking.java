package io.strapwork.loader.compressed;

import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks a file, off heap, up to a limit: a few kilobytes may stand for terabytes. */
final class Unpacking {
    private static final int PIECE = 4 << 20;
    /** Of xz' dictionary, in KiB; kernels are packed with 32 MiB. */
    private static final int XZ_MEMORY = 96 << 10;

    private Unpacking() {}

    /** There is more than may be. */
    static final class TooMuchException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** @throws IOException for a file that is damaged; so do runtime exceptions of the libraries */
    static MemorySegment of(MemorySegment packed, long limit) throws IOException {
        var pieces = new ArrayList<MemorySegment>();
        long bytes = 0;
        try (InputStream in = stream(packed)) {
            var buffer = new byte[PIECE];
            for (int count = in.readNBytes(buffer, 0, PIECE); count > 0; count = in.readNBytes(buffer, 0, PIECE)) {
                bytes += count;
                if (bytes > limit) {
                    throw new TooMuchException();
                }
                MemorySegment piece = Arena.ofAuto().allocate(count);
                MemorySegment.copy(buffer, 0, piece, ValueLayout.JAVA_BYTE, 0, count);
                pieces.add(piece);
            }
        }
        MemorySegment whole = Arena.ofAuto().allocate(Math.max(1, bytes), 8).asSlice(0, bytes);
        long at = 0;
        for (MemorySegment piece : pieces) {
            MemorySegment.copy(piece, 0, whole, at, piece.byteSize());
            at += piece.byteSize();
        }
        return whole.asReadOnly();
    }

    /** By the magic number, which the runtime has seen already. */
    private static InputStream stream(MemorySegment packed) throws IOException {
        var file = new Bytes(packed);
        if (Bytes.at(packed, 0, "\u001f\u008b")) {
            return new GZIPInputStream(file);
        }
        if (Bytes.at(packed, 0, "\u00fd7zXZ")) {
            return new XZInputStream(file, XZ_MEMORY);
        }
        if (Bytes.at(packed, 0, "(\u00b5/\u00fd")) {
            return new ZstdInputStream(file);
        }
        if (Bytes.at(packed, 0, "BZh")) {
            return new BZip2CompressorInputStream(file, true);
        }
        if (Bytes.at(packed, 0, "\u0004\"M\u0018")) {
            return new FramedLZ4CompressorInputStream(file, true);
        }
        if (Bytes.at(packed, 0, "\u0002!L\u0018")) {
            file.skipNBytes(4);
            return new LegacyLz4(file);
        }
        throw new IOException("it is not compressed in a way that is known here");
    }
}
