package io.strapwork.runtime.catalogue;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/** {@code "OFFSET:HEX"}, how an annotation says what a file begins with. */
public final class Magic {
    private Magic() {}

    /** Whether the content has these bytes there. */
    public static boolean matches(String magic, MemorySegment content) {
        byte[] bytes = bytes(magic);
        long offset = offset(magic);
        return content.byteSize() >= offset + bytes.length
                && MemorySegment.ofArray(bytes).mismatch(content.asSlice(offset, bytes.length)) < 0;
    }

    private static long offset(String magic) {
        return Long.parseLong(magic.substring(0, magic.indexOf(':')));
    }

    /** What it looks for. */
    public static byte[] bytes(String magic) {
        return HexFormat.of().parseHex(magic.substring(magic.indexOf(':') + 1));
    }

    /** The first byte behind it. */
    public static long end(String magic) {
        return offset(magic) + bytes(magic).length;
    }
}
