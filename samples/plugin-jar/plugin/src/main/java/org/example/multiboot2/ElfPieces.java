package org.example.multiboot2;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The loadable segments of a little-endian ELF file, 32 or 64 bit (System V gABI, chapter 5), by physical addresses.
 *
 * @param entry physical
 */
record ElfPieces(List<Piece> pieces, long entry) {
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int LOAD = 1;
    private static final int EXECUTABLE = 1;
    private static final int EM_386 = 3;
    private static final int EM_X86_64 = 62;
    private static final int MOST_SEGMENTS = 128;
    private static final long FOUR_GIB = 1L << 32;

    static boolean isElf(MemorySegment file) {
        return file.byteSize() >= 52 && Multiboot2Header.u32(file, 0) == 0x464c457f;
    }

    static ElfPieces parse(MemorySegment file) {
        int width = file.get(ValueLayout.JAVA_BYTE, 4);
        int order = file.get(ValueLayout.JAVA_BYTE, 5);
        int machine = Multiboot2Header.u16(file, 18);
        boolean wide = width == 2;
        if (order != 1 || width != 1 && !wide || machine != EM_386 && machine != EM_X86_64 || wide && file.byteSize() < 64) {
            throw Refusals.refused(4, "SW-I920",
                    "the ELF file is of class " + width + ", byte order " + order + ", machine " + machine + ", not of i386 or x86-64",
                    "build the kernel for i386 or x86-64");
        }
        long table = wide ? file.get(U64, 32) : Multiboot2Header.u32(file, 28);
        int size = Multiboot2Header.u16(file, wide ? 54 : 42);
        int count = Multiboot2Header.u16(file, wide ? 56 : 44);
        if (size != (wide ? 56 : 32) || count > MOST_SEGMENTS || table < 0 || table > file.byteSize() - (long) size * count) {
            throw Refusals.refused(wide ? 32 : 28, "SW-I921",
                    "the file has no " + count + " program headers of " + size + " bytes at " + table, Refusals.DAMAGED);
        }
        long entry = wide ? file.get(U64, 24) : Multiboot2Header.u32(file, 24);
        var pieces = new ArrayList<Piece>();
        long physical = entry;
        for (int i = 0; i < count; i++) {
            long at = table + (long) i * size;
            MemorySegment header = file.asSlice(at, size);
            if (Multiboot2Header.u32(header, 0) == LOAD) {
                Piece piece = piece(file, header, at, wide);
                long virtual = wide ? header.get(U64, 16) : Multiboot2Header.u32(header, 8);
                boolean code = (Multiboot2Header.u32(header, wide ? 4 : 24) & EXECUTABLE) != 0;
                if (code && Long.compareUnsigned(entry - virtual, piece.memoryBytes()) < 0) {
                    physical = entry - virtual + piece.address();
                }
                if (piece.memoryBytes() > 0) {
                    pieces.add(piece);
                }
            }
        }
        if (pieces.isEmpty()) {
            throw Refusals.refused(table, "SW-I921", "nothing in the ELF file can be loaded", Refusals.DAMAGED);
        }
        return new ElfPieces(pieces, physical);
    }

    private static Piece piece(MemorySegment file, MemorySegment header, long at, boolean wide) {
        long offset = wide ? header.get(U64, 8) : Multiboot2Header.u32(header, 4);
        long address = wide ? header.get(U64, 24) : Multiboot2Header.u32(header, 12);
        long fileBytes = wide ? header.get(U64, 32) : Multiboot2Header.u32(header, 16);
        long memoryBytes = wide ? header.get(U64, 40) : Multiboot2Header.u32(header, 20);
        if (offset < 0 || fileBytes < 0 || offset > file.byteSize() || fileBytes > file.byteSize() - offset || memoryBytes < fileBytes) {
            throw Refusals.refused(at, "SW-I922",
                    "a segment has bytes " + offset + " to " + (offset + fileBytes) + " of " + file.byteSize(), Refusals.DAMAGED);
        }
        if (address < 0 || address >= FOUR_GIB || memoryBytes > FOUR_GIB - address) {
            throw Refusals.refused(at, "SW-I923",
                    "a segment goes to 0x" + Long.toHexString(address) + ", which code in 32-bit mode can't reach",
                    "link the kernel to addresses below 4 GiB");
        }
        return new Piece(at, address, file.asSlice(offset, fileBytes), memoryBytes);
    }
}
