package io.strapwork.loader.compressed;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;

/** What {@code lz4 -l} writes, and Linux builds kernels with: blocks of up to 8 MiB, each behind its length; zeros or the file's end close it. */
final class LegacyLz4 extends InputStream {
    private static final int BLOCK = 8 << 20;
    private final InputStream in;
    private final byte[] block = new byte[BLOCK];
    private int at;
    private int end;

    /** @param in behind the magic number */
    LegacyLz4(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (at == end && !next()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(block, at, into, offset, count);
        at += count;
        return count;
    }

    private boolean next() throws IOException {
        byte[] head = in.readNBytes(4);
        if (head.length > 0 && head.length < 4) {
            throw new EOFException("the file ends within the length of a block");
        }
        int length = head.length == 0 ? 0 : ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (length == 0) {
            return false;
        }
        if (length < 0 || length > BLOCK + BLOCK / 255 + 16) {
            throw new IOException("a block of " + Integer.toUnsignedLong(length) + " bytes");
        }
        byte[] packed = in.readNBytes(length);
        if (packed.length < length) {
            throw new EOFException("the file ends within a block");
        }
        at = 0;
        try (var unpacking = new BlockLZ4CompressorInputStream(new ByteArrayInputStream(packed))) {
            end = unpacking.readNBytes(block, 0, BLOCK);
            if (end == 0 || unpacking.read() >= 0) {
                throw new IOException(end == 0 ? "an empty block" : "a block that unpacks to more than " + BLOCK + " bytes");
            }
        }
        return true;
    }
}
