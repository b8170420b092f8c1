package io.strapwork.loader.elf;

import io.strapwork.api.load.FileKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the headers of an ELF file (System V gABI, chapters 4 and 5): 32 and 64 bit, both byte orders. All accesses are inside the file.
 *
 * @param file    all of it
 * @param header  its ELF header
 * @param entries its program headers, all of them inside the file
 */
record ElfView(MemorySegment file, ElfHeader header, List<ProgramHeader> entries) {
    private static final String NOT_ELF = "SW-I202";
    private static final String UNKNOWN_VERSION = "SW-I205";
    private static final String HEADER_SIZE = "SW-I209";
    static final String PROGRAM_HEADERS = "SW-I210";
    private static final int IDENT_BYTES = 16;
    private static final MemorySegment MAGIC = MemorySegment.ofArray(new byte[]{0x7f, 'E', 'L', 'F'});

    /** Empty when the headers can't be read; {@code problems} says why. */
    static Optional<ElfView> parse(MemorySegment file, ElfProblems problems) {
        Optional<ElfHeader> header = header(file, problems);
        if (header.isEmpty() || !checkTable(file, header.get(), problems)) {
            return Optional.empty();
        }
        return Optional.of(new ElfView(file, header.get(), entries(file, header.get())));
    }

    private static Optional<ElfHeader> header(MemorySegment file, ElfProblems problems) {
        if (MAGIC.mismatch(file.asSlice(0, Math.min(MAGIC.byteSize(), file.byteSize()))) >= 0) {
            String known = FileKind.of(file).map(kind -> "the file is " + kind.name() + ", not an ELF file")
                    .orElse("the file of " + file.byteSize() + " bytes does not start like an ELF file");
            problems.at(0, NOT_ELF, known, FileKind.of(file).map(FileKind::advice).orElse("check what the server sent"));
            return Optional.empty();
        }
        if (file.byteSize() < IDENT_BYTES) {
            problems.at(0, NOT_ELF, "the file ends after " + file.byteSize() + " bytes, inside its ELF header", TRUNCATED);
            return Optional.empty();
        }
        int elfClass = file.get(BYTE, 4);
        int data = file.get(BYTE, 5);
        int version = file.get(BYTE, 6);
        if (elfClass != 1 && elfClass != 2) {
            problems.at(4, "SW-I203", "the ELF class is " + (elfClass & 0xff) + ", only 1 (32 bit) and 2 (64 bit) exist", DAMAGED);
        }
        if (data != 1 && data != 2) {
            problems.at(5, "SW-I204", "the ELF data encoding is " + (data & 0xff) + ", only 1 (little-endian) and 2 (big-endian) exist",
                    DAMAGED);
        }
        if (version != 1) {
            problems.at(6, UNKNOWN_VERSION, "the ELF version is " + (version & 0xff) + ", only 1 exists", DAMAGED);
        }
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        boolean wide = elfClass == 2;
        if (file.byteSize() < (wide ? 64 : 52)) {
            problems.at(0, NOT_ELF,
                    "the file ends after " + file.byteSize() + " bytes, inside its ELF header of " + (wide ? 64 : 52) + " bytes",
                    DAMAGED);
            return Optional.empty();
        }
        return Optional.of(header(new Fields(file, data == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN, wide)));
    }

    private static ElfHeader header(Fields in) {
        int tail = in.wide ? 48 : 36; // e_flags, behind three addresses
        return new ElfHeader(in.wide, in.order, in.half(16), in.half(18), in.word(20), in.address(24), in.address(in.wide ? 32 : 28),
                (int) in.word(tail), in.half(tail + 4), in.half(tail + 6), in.half(tail + 8));
    }

    private static boolean checkTable(MemorySegment file, ElfHeader header, ElfProblems problems) {
        if (header.version() != 1) {
            problems.at(20, UNKNOWN_VERSION, "the ELF version is " + header.version() + ", only 1 exists", DAMAGED);
        }
        int tail = header.wide() ? 48 : 36;
        if (header.ehsize() < header.headerBytes()) {
            problems.at(tail + 4, HEADER_SIZE,
                    "the ELF header says that it has " + header.ehsize() + " bytes, but it needs " + header.headerBytes(),
                    DAMAGED);
        }
        if (header.phnum() == 0) {
            problems.at(tail + 8, PROGRAM_HEADERS, "the file has no program headers, so nothing in it can be loaded",
                    "use the kernel itself (vmlinux), not an object file or a debug file");
        } else if (header.phnum() == ElfHeader.PN_XNUM) {
            problems.at(tail + 8, PROGRAM_HEADERS, "the file has 65535 or more program headers, which no kernel has", DAMAGED);
        } else if (header.phentsize() != header.programHeaderBytes()) {
            problems.at(tail + 6, HEADER_SIZE,
                    "the file says that a program header has " + header.phentsize() + " bytes, but it has " + header.programHeaderBytes(),
                    DAMAGED);
        } else {
            long bytes = (long) header.phnum() * header.phentsize();
            if (!fits(header.phoff(), bytes, file.byteSize())) {
                problems.at(header.wide() ? 32 : 28, "SW-I211",
                        "the table of program headers (" + header.phnum() + " of " + header.phentsize() + " bytes) at offset 0x"
                                + Long.toHexString(header.phoff()) + " is not inside the file of " + file.byteSize() + " bytes",
                        TRUNCATED);
            }
        }
        return problems.isEmpty();
    }

    private static List<ProgramHeader> entries(MemorySegment file, ElfHeader header) {
        var in = new Fields(file, header.order(), header.wide());
        var entries = new ArrayList<ProgramHeader>(header.phnum());
        for (int index = 0; index < header.phnum(); index++) {
            long at = header.phoff() + (long) index * header.phentsize();
            entries.add(header.wide()
                    ? new ProgramHeader(index, at, (int) in.word(at), (int) in.word(at + 4), in.address(at + 8), in.address(at + 16),
                            in.address(at + 24), in.address(at + 32), in.address(at + 40), in.address(at + 48))
                    : new ProgramHeader(index, at, (int) in.word(at), (int) in.word(at + 24), in.address(at + 4), in.address(at + 8),
                            in.address(at + 12), in.address(at + 16), in.address(at + 20), in.address(at + 28)));
        }
        return entries;
    }

    /** Whether {@code [start, start + bytes)} of unsigned numbers is inside {@code [0, limit)}, without overflow. */
    static boolean fits(long start, long bytes, long limit) {
        return start >= 0 && bytes >= 0 && start <= limit && bytes <= limit - start;
    }

    static final String DAMAGED = "the file is damaged, or is not what its name says; compare its digest with the original";
    static final String TRUNCATED = "the file is truncated; compare its size and digest with the original";
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    /** Unsigned fields at file offsets. */
    private record Fields(MemorySegment file, ByteOrder order, boolean wide) {
        int half(long at) {
            return Short.toUnsignedInt(file.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), at));
        }

        long word(long at) {
            return Integer.toUnsignedLong(file.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), at));
        }

        /** An address or offset: 8 bytes when wide, else 4. */
        long address(long at) {
            return wide ? file.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), at) : word(at);
        }
    }
}
