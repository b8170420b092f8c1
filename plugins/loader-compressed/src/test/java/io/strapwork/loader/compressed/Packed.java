package io.strapwork.loader.compressed;

import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import io.airlift.compress.v3.lzo.LzoCompressor;
import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Adler32;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.XZOutputStream;

/** Files as the compressors write them. */
enum Packed {
    GZIP, XZ, ZSTD, BZIP2, LZ4, LZ4_LEGACY, LZMA, LZOP;

    /** How many plain bytes one block has at most, as they are written here; of gzip, which has none, more than its window. */
    int block() {
        return switch (this) {
            case GZIP, ZSTD, BZIP2, LZOP -> 1 << 20;
            case XZ, LZMA -> 2 << 20;
            case LZ4 -> 4 << 20;
            case LZ4_LEGACY -> 8 << 20;
        };
    }

    byte[] pack(byte[] plain) {
        try {
            var packed = new ByteArrayOutputStream();
            if (this == LZ4_LEGACY) {
                legacy(plain, packed);
                return packed.toByteArray();
            }
            if (this == LZOP) {
                lzop(plain, packed);
                return packed.toByteArray();
            }
            try (OutputStream out = stream(packed)) {
                out.write(plain);
            }
            return packed.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private OutputStream stream(OutputStream out) throws IOException {
        return switch (this) {
            case GZIP -> new GZIPOutputStream(out);
            case XZ -> new XZOutputStream(out, new LZMA2Options(1));
            case ZSTD -> new ZstdOutputStream(out);
            case BZIP2 -> new BZip2CompressorOutputStream(out);
            case LZ4 -> new FramedLZ4CompressorOutputStream(out);
            case LZMA -> new LZMAOutputStream(out, new LZMA2Options(1), -1);
            case LZ4_LEGACY, LZOP -> throw new IllegalStateException("blocks, no stream");
        };
    }

    private static void legacy(byte[] plain, ByteArrayOutputStream out) {
        out.writeBytes(new byte[]{2, 0x21, 0x4c, 0x18});
        var lz4 = new Lz4JavaCompressor();
        for (int at = 0; at < plain.length; at += 8 << 20) {
            int length = Math.min(8 << 20, plain.length - at);
            var block = new byte[lz4.maxCompressedLength(length)];
            int bytes = lz4.compress(plain, at, length, block, 0, block.length);
            out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes).array());
            out.writeBytes(Arrays.copyOf(block, bytes));
        }
    }

    /** As {@code lzop -9 < FILE}: no name, checksums of what is plain. */
    private static void lzop(byte[] plain, ByteArrayOutputStream out) {
        out.writeBytes(ByteBuffer.allocate(38).put(new byte[]{(byte) 0x89, 'L', 'Z', 'O', 0, '\r', '\n', 26, '\n'}).putShort((short) 0x1040)
                .putShort((short) 0x20a0).putShort((short) 0x940).put((byte) 3).put((byte) 9).putInt(1).array());
        var lzo = new LzoCompressor();
        for (int at = 0; at < plain.length; at += 256 << 10) {
            int length = Math.min(256 << 10, plain.length - at);
            var block = new byte[lzo.maxCompressedLength(length)];
            int bytes = lzo.compress(plain, at, length, block, 0, block.length);
            boolean packed = bytes < length;
            var sum = new Adler32();
            sum.update(plain, at, length);
            out.writeBytes(ByteBuffer.allocate(12).putInt(length).putInt(packed ? bytes : length).putInt((int) sum.getValue()).array());
            out.writeBytes(packed ? Arrays.copyOf(block, bytes) : Arrays.copyOfRange(plain, at, at + length));
        }
        out.writeBytes(new byte[4]);
    }

    /** A kernel image of s390x, by its mark. */
    static byte[] s390x(int bytes) {
        ByteBuffer file = ByteBuffer.allocate(bytes);
        new Random(7).ints(bytes / 8).forEach(file::putInt);
        file.putLong(0x10428, 0x10200).putLong(0x10430, 0x100).position(0x10200).put("6.1.0\0".getBytes(StandardCharsets.US_ASCII));
        byte[] image = file.array();
        byte[] mark = "S390EP".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(mark, 0, image, 0x10008, mark.length);
        return image;
    }
}
