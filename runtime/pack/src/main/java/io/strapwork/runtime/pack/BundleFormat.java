package io.strapwork.runtime.pack;

import io.strapwork.api.machine.Architecture;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Version 1 of the container, in the architecture's byte order; {@code struct bundle} in {@code shims/shim.h}.
 *
 * <table>
 * <caption>Bundle</caption>
 * <tr><td>+000</td><td>"SWBUNDLE"</td></tr>
 * <tr><td>+008</td><td>the architecture's id, 8 bytes with NULs</td></tr>
 * <tr><td>+010</td><td>u32 version, u32 number of parts, 1 to 96</td></tr>
 * <tr><td>+018</td><td>u64 bytes of the bundle, a multiple of 4096</td></tr>
 * <tr><td>+020</td><td>u32 {@link EntryKind#number}, u32 0</td></tr>
 * <tr><td>+028</td><td>SHA-256 of head, table and text, with zeros here</td></tr>
 * <tr><td>+048</td><td>u64 bytes of the text with its NUL, 0 for none; 48 bytes of zeros</td></tr>
 * <tr><td>+080</td><td>32 u64: values of the entry</td></tr>
 * <tr><td>+180</td><td>zeros</td></tr>
 * <tr><td>+200</td><td>table of parts, 64 bytes each: u64 address, u64 bytes of memory, u64 offset (a multiple of 4096), u64 bytes here, SHA-256 of these and the zeros that fill
 * their last page</td></tr>
 * <tr><td>behind</td><td>text: the command line; then the parts' bytes</td></tr>
 * </table>
 */
final class BundleFormat {
    static final int VERSION = 1;
    static final int MOST_PARTS = 96;
    static final long PAGE = 0x1000;
    static final int ARCHITECTURE = 0x008;
    static final int VERSION_AT = 0x010;
    static final int PARTS = 0x014;
    static final int BYTES = 0x018;
    static final int KIND = 0x020;
    static final int DIGEST = 0x028;
    static final int DIGEST_BYTES = 32;
    static final int TEXT_BYTES = 0x048;
    static final int VALUES = 0x080;
    static final int MOST_VALUES = 32;
    static final int TABLE = 0x200;
    static final int ROW = 0x40;
    static final int ROW_DIGEST = 0x20;
    /** Of the text, with its NUL. */
    static final int MOST_TEXT = 4096;

    private static final byte[] MAGIC = "SWBUNDLE".getBytes(StandardCharsets.US_ASCII);

    private BundleFormat() {}

    static byte[] magic() {
        return MAGIC.clone();
    }

    static byte[] name(Architecture architecture) {
        return Arrays.copyOf(architecture.id().getBytes(StandardCharsets.US_ASCII), 8);
    }

    static ByteOrder order(Architecture architecture) {
        return architecture == Architecture.X86_64 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    static ValueLayout.OfInt u32(Architecture architecture) {
        return ValueLayout.JAVA_INT_UNALIGNED.withOrder(order(architecture));
    }

    static ValueLayout.OfLong u64(Architecture architecture) {
        return ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order(architecture));
    }

    static long pages(long bytes) {
        return Math.ceilDiv(bytes, PAGE) * PAGE;
    }

    static long headBytes(long parts, long textBytes) {
        return TABLE + ROW * parts + textBytes;
    }
}
