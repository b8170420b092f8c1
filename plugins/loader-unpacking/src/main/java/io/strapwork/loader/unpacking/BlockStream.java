package io.strapwork.loader.unpacking;

import java.io.IOException;
import java.io.InputStream;

/** A stream of blocks, each unpacked when the one before has been read. */
abstract class BlockStream extends InputStream {
    /** As much as a block may be when it is unpacked. */
    static final int MOST = 8 << 20;

    private byte[] block = {};
    private int at;
    private int end;

    /** The next block, by {@link #hold}; false when there is none. */
    abstract boolean next() throws IOException;

    /** @param bytes of the block, at least one; those at its begin count */
    final void hold(byte[] unpacked, int bytes) {
        block = unpacked;
        at = 0;
        end = bytes;
    }

    @Override
    public final int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] into, int offset, int length) throws IOException {
        if (at == end && !next()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(block, at, into, offset, count);
        at += count;
        return count;
    }
}
