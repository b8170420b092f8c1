package io.strapwork.loader.unpacking;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;

/** What {@code lz4 -l} writes, and Linux builds kernels with: blocks of up to 8 MiB, each behind its length; zeros or the file's end close it. */
final class LegacyLz4 extends BlockStream {
    private final InputStream in;
    private final byte[] block = new byte[MOST];

    /** @param in behind the magic number */
    LegacyLz4(InputStream in) {
        this.in = in;
    }

    @Override
    boolean next() throws IOException {
        byte[] head = in.readNBytes(4);
        if (head.length > 0 && head.length < 4) {
            throw new EOFException("the file ends within the length of a block");
        }
        int length = head.length == 0 ? 0 : ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (length == 0) {
            return false;
        }
        if (length < 0 || length > MOST + MOST / 255 + 16) {
            throw new IOException("a block of " + Integer.toUnsignedLong(length) + " bytes");
        }
        byte[] packed = in.readNBytes(length);
        if (packed.length < length) {
            throw new EOFException("the file ends within a block");
        }
        try (var unpacking = new BlockLZ4CompressorInputStream(new ByteArrayInputStream(packed))) {
            int bytes = unpacking.readNBytes(block, 0, MOST);
            if (bytes == 0 || unpacking.read() >= 0) {
                throw new IOException(bytes == 0 ? "an empty block" : "a block that unpacks to more than " + MOST + " bytes");
            }
            hold(block, bytes);
        }
        return true;
    }
}
