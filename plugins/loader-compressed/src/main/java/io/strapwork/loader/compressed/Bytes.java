package io.strapwork.loader.compressed;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A segment as the libraries want it. */
final class Bytes extends InputStream {
    private final MemorySegment content;
    private long at;

    Bytes(MemorySegment content) {
        this.content = content;
    }

    /** Whether there is this text, in Latin-1. */
    static boolean at(MemorySegment content, long offset, String text) {
        if (content.byteSize() < offset + text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (content.get(ValueLayout.JAVA_BYTE, offset + i) != (byte) text.charAt(i)) {
                return false;
            }
        }
        return true;
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
