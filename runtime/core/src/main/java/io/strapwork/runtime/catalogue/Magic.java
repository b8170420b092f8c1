package io.strapwork.runtime.catalogue;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/** {@code "OFFSET:HEX"}, how an annotation says what a file begins with. */
public final class Magic {
    private Magic() {}

    /** Whether the content has these bytes there. */
    public static boolean matches(String magic, MemorySegment content) {
        int colon = magic.indexOf(':');
        long offset = Long.parseLong(magic.substring(0, colon));
        byte[] bytes = HexFormat.of().parseHex(magic.substring(colon + 1));
        return content.byteSize() >= offset + bytes.length
                && MemorySegment.ofArray(bytes).mismatch(content.asSlice(offset, bytes.length)) < 0;
    }
}
