package io.strapwork.api.load;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Numbers and texts at places that a file may not have: what is outside is 0 or empty. */
record FileBytes(MemorySegment content) {
    private static final int NAME_LIMIT = 60;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private boolean has(long at, long bytes) {
        return at >= 0 && at <= content.byteSize() && bytes <= content.byteSize() - at;
    }

    int u8(long at) {
        return has(at, 1) ? Byte.toUnsignedInt(content.get(ValueLayout.JAVA_BYTE, at)) : 0;
    }

    int u16(long at, ByteOrder order) {
        return has(at, 2) ? Short.toUnsignedInt(content.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), at)) : 0;
    }

    int u16(long at) {
        return u16(at, ByteOrder.LITTLE_ENDIAN);
    }

    long u32(long at) {
        return has(at, 4) ? Integer.toUnsignedLong(content.get(U32, at)) : 0;
    }

    /** Whether those characters, each a byte, stand there. */
    boolean says(long at, String characters) {
        byte[] expected = characters.getBytes(StandardCharsets.ISO_8859_1);
        return has(at, expected.length) && MemorySegment.ofArray(expected).mismatch(content.asSlice(at, expected.length)) < 0;
    }

    /** As many bytes as there are, one character each. */
    String text(long at, long bytes) {
        long there = has(at, 0) ? Math.min(bytes, content.byteSize() - at) : 0;
        return new String(content.asSlice(there == 0 ? 0 : at, there).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    /** Whether those characters stand anywhere in front of {@code limit}. */
    boolean holds(String characters, long limit) {
        return text(0, limit).contains(characters);
    }

    /** For people: the printable beginning of what a file says of itself, in one line. */
    static String name(String said) {
        String line = said.strip().replaceAll("\\s+", " ").replaceAll("[^ -~].*", "").strip();
        return line.length() > NAME_LIMIT ? line.substring(0, NAME_LIMIT) + "…" : line;
    }
}
