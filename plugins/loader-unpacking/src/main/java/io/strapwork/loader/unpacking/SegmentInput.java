package io.strapwork.loader.unpacking;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A segment as the libraries want it. */
final class SegmentInput extends InputStream {
    private final MemorySegment content;
    private long at;

    SegmentInput(MemorySegment content) {
        this.content = content;
    }

    @Override
    public int read() {
        return at < content.byteSize() ? content.get(ValueLayout.JAVA_BYTE, at++) & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int count = (int) Math.min(length, content.byteSize() - at);
        if (length > 0 && count <= 0) {
            return -1;
        }
        MemorySegment.copy(content, ValueLayout.JAVA_BYTE, at, into, offset, count);
        at += count;
        return count;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, content.byteSize() - at);
    }
}
