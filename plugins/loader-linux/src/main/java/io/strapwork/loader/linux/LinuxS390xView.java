package io.strapwork.loader.linux;

import io.strapwork.api.load.FileKind;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The raw s390x image ({@code arch/s390/boot/bzImage}), which is a picture of absolute memory from 0 on. Its parameter area is at 0x10400
 * ({@code arch/s390/include/asm/setup.h}); all numbers are big-endian.
 *
 * @param file             all of it
 * @param commandLineBytes room for the command line with its NUL
 * @param version          such as {@code "6.1.0-50-s390x (debian-kernel@…"}, when the image names one; printable ASCII
 */
record LinuxS390xView(MemorySegment file, long commandLineBytes, Optional<String> version) {
    /** The first byte that is used, and the entry. What is in front of it is for punch card readers and tapes. */
    static final long START = 0x10000;
    private static final long MAGIC_AT = 0x10008;
    private static final byte[] MAGIC = "S390EP".getBytes(StandardCharsets.US_ASCII);
    private static final long VERSION_FIELD = 0x10428;
    private static final long COMMAND_LINE_FIELD = 0x10430;
    private static final long COMMAND_LINE = 0x10480;
    /** {@code LEGACY_COMMAND_LINE_SIZE}: what kernels before 5.17 have, which leave the field 0. */
    private static final long LEGACY_COMMAND_LINE_BYTES = 896;
    /** No kernel has more than 4096; more than this is damage. */
    private static final long COMMAND_LINE_BYTES_LIMIT = 0x10000;
    private static final int VERSION_LIMIT = 256;
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** @throws StrapworkException with all that is wrong */
    static LinuxS390xView parse(MemorySegment file, String where) {
        long size = file.byteSize();
        if (size < COMMAND_LINE + LEGACY_COMMAND_LINE_BYTES) {
            throw problem("SW-I302", where,
                    "the file has " + size + " bytes, but a Linux image for s390x has at least "
                            + (COMMAND_LINE + LEGACY_COMMAND_LINE_BYTES),
                    "the file is truncated, or is not a kernel; compare its size and digest with the original").asException();
        }
        var problems = new ArrayList<Problem>();
        if (MemorySegment.mismatch(file, MAGIC_AT, MAGIC_AT + MAGIC.length, MemorySegment.ofArray(MAGIC), 0, MAGIC.length) >= 0) {
            problems.add(
                    problem("SW-I303", byteAt(where, MAGIC_AT),
                            "the file is not a Linux image for s390x: it has no \"S390EP\" at 0x10008" + isA(file),
                            "use the kernel image (Debian's vmlinuz), or vmlinux with the elf loader"));
        }
        long room = file.get(U64, COMMAND_LINE_FIELD);
        long commandLineBytes = room == 0 ? LEGACY_COMMAND_LINE_BYTES : room;
        if (room < 0 || room > COMMAND_LINE_BYTES_LIMIT || commandLineBytes > size - COMMAND_LINE) {
            problems.add(problem("SW-I304", byteAt(where, COMMAND_LINE_FIELD),
                    "the image says that its command line has 0x" + Long.toHexString(room) + " bytes, which do not fit in the image",
                    "the file is damaged; compare its digest with the original"));
        }
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        return new LinuxS390xView(file, commandLineBytes, version(file));
    }

    private static Optional<String> version(MemorySegment file) {
        long at = file.get(U64, VERSION_FIELD);
        if (at < START || at >= file.byteSize()) {
            return Optional.empty();
        }
        var text = new StringBuilder();
        for (long i = at; i < Math.min(file.byteSize(), at + VERSION_LIMIT); i++) {
            byte next = file.get(ValueLayout.JAVA_BYTE, i);
            if (next < ' ' || next > '~') {
                break;
            }
            text.append((char) next);
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
    }

    /** What the file is instead, if that is known. */
    static String isA(MemorySegment file) {
        return FileKind.of(file).map(kind -> "; it is " + kind.name()).orElse("");
    }

    static Problem problem(String code, String where, String what, String hint) {
        return new Problem(code, Blame.USER, where, what, hint);
    }

    private static String byteAt(String where, long offset) {
        return where + " byte 0x" + Long.toHexString(offset);
    }

    /** What goes into memory. */
    MemorySegment loadable() {
        return file.asSlice(START);
    }
}
