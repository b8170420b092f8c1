package io.strapwork.loader.linux;

import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A bzImage with its setup header (Linux: Documentation/arch/x86/boot.rst); all numbers are little-endian.
 *
 * @param loadable    the protected-mode code, which goes to one place
 * @param preferred   where it wants to be
 * @param memoryBytes what it needs there, with the room to unpack itself
 * @param alignment   of any other place, 0 when it can't be moved
 * @param payload     what it unpacks, of headers since Linux 5.5 (protocol 2.15); in older ones, the kernel inside may rely on what unpacks it
 */
record LinuxX86View(MemorySegment loadable, long preferred, long memoryBytes, long alignment, Optional<MemorySegment> payload) {
    private static final long HEADER_END = 0x268;
    private static final long SETUP_SECTORS = 0x1f1;
    private static final long MAGIC_AT = 0x202;
    private static final byte[] MAGIC = "HdrS".getBytes(StandardCharsets.US_ASCII);
    private static final long VERSION = 0x206;
    private static final int OLDEST = 0x20c;
    private static final long LOAD_FLAGS = 0x211;
    private static final long ALIGNMENT = 0x230;
    private static final long RELOCATABLE = 0x234;
    private static final long EXTENDED_FLAGS = 0x236;
    private static final long PAYLOAD_OFFSET = 0x248;
    private static final long PAYLOAD_LENGTH = 0x24c;
    private static final int PAYLOAD_KNOWN = 0x20f;
    private static final long PREFERRED = 0x258;
    private static final long INIT_SIZE = 0x260;
    private static final int SECTOR = 512;
    private static final long LIMIT = 1L << 32;
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** @throws StrapworkException with all that is wrong */
    static LinuxX86View parse(MemorySegment file, String where) {
        if (file.byteSize() < HEADER_END) {
            throw LinuxS390xView.problem("SW-I322", where, "the file has " + file.byteSize() + " bytes, but a Linux image for x86 has more",
                    "the file is truncated, or is not a kernel; compare its size and digest with the original").asException();
        }
        if (MemorySegment.mismatch(file, MAGIC_AT, MAGIC_AT + MAGIC.length, MemorySegment.ofArray(MAGIC), 0, MAGIC.length) >= 0) {
            throw LinuxS390xView.problem("SW-I323", where + " byte 0x202",
                    "the file is not a Linux image for x86: it has no \"HdrS\" at 0x202" + LinuxS390xView.isA(file),
                    "use the kernel image (Debian's vmlinuz)")
                    .asException();
        }
        check64Bit(file, where);
        int sectors = Byte.toUnsignedInt(file.get(ValueLayout.JAVA_BYTE, SETUP_SECTORS));
        long start = ((sectors == 0 ? 4 : sectors) + 1L) * SECTOR;
        long preferred = file.get(U64, PREFERRED);
        long needed = Integer.toUnsignedLong(file.get(U32, INIT_SIZE));
        long alignment = file.get(ValueLayout.JAVA_BYTE, RELOCATABLE) == 0 ? 0 : Integer.toUnsignedLong(file.get(U32, ALIGNMENT));
        if (start >= file.byteSize() || preferred < 0 || preferred > LIMIT || alignment != 0 && Long.bitCount(alignment) != 1) {
            throw LinuxS390xView.problem("SW-I325", where, String.format(
                    "the kernel's header contradicts itself: code from byte 0x%x of %d, address 0x%x, alignment 0x%x", start,
                    file.byteSize(), preferred, alignment), "the file is damaged; compare its digest with the original").asException();
        }
        MemorySegment loadable = file.asSlice(start);
        return new LinuxX86View(loadable, preferred, Math.max(needed, loadable.byteSize()), alignment, payload(file, loadable));
    }

    private static Optional<MemorySegment> payload(MemorySegment file, MemorySegment loadable) {
        long offset = Integer.toUnsignedLong(file.get(U32, PAYLOAD_OFFSET));
        long length = Integer.toUnsignedLong(file.get(U32, PAYLOAD_LENGTH));
        boolean known = Short.toUnsignedInt(file.get(U16, VERSION)) >= PAYLOAD_KNOWN;
        return known && length > 0 && offset + length <= loadable.byteSize()
                ? Optional.of(loadable.asSlice(offset, length))
                : Optional.empty();
    }

    /** Before all other fields: in an older header, there is something else in their place. */
    private static void check64Bit(MemorySegment file, String where) {
        int version = Short.toUnsignedInt(file.get(U16, VERSION));
        boolean hasFlags = version >= OLDEST;
        boolean isHigh = (file.get(ValueLayout.JAVA_BYTE, LOAD_FLAGS) & 1) != 0;
        if (hasFlags && isHigh && (file.get(U16, EXTENDED_FLAGS) & 1) != 0) {
            return;
        }
        String format = isHigh ? "a bzImage" : "a zImage";
        String flags = hasFlags ? String.format(", extended flags %04x", file.get(U16, EXTENDED_FLAGS)) : "";
        throw LinuxS390xView
                .problem("SW-I324", where + " byte 0x206",
                        String.format("the kernel has no 64-bit entry: it is %s of boot protocol %d.%02d%s",
                                format, version >> 8, version & 0xff, flags),
                        "use a 64-bit kernel of Linux 3.8 or newer; iPXE, memdisk and 32-bit memtest86+ don't have this entry either")
                .asException();
    }
}
