package io.strapwork.loader.elf;

import io.strapwork.api.machine.GuestRange;

/**
 * One program header; all numbers are unsigned (gABI chapter 5).
 *
 * @param index in the table
 * @param at    where the header itself is in the file
 */
record ProgramHeader(int index, long at, int type, int flags, long offset, long vaddr, long paddr, long filesz, long memsz, long align) {
    static final int PT_LOAD = 1;
    static final int PT_DYNAMIC = 2;
    static final int PT_INTERP = 3;
    static final int PT_NOTE = 4;
    static final int PF_X = 1;

    boolean isLoadable() {
        return type == PT_LOAD && (memsz != 0 || filesz != 0);
    }

    boolean isExecutable() {
        return (flags & PF_X) != 0;
    }

    /** The memory that the file's own bytes fill. Only for checked addresses. */
    GuestRange bytes() {
        return GuestRange.of(paddr, filesz);
    }

    /** The memory behind them, which is to be zero. Only for checked addresses. */
    GuestRange zeros() {
        return GuestRange.of(paddr + filesz, memsz - filesz);
    }

    ProgramHeader at(long physical) {
        return new ProgramHeader(index, at, type, flags, offset, vaddr, physical, filesz, memsz, align);
    }

    /** As much of it as goes to {@code [start, start + memory)}, with as many bytes of the file as lie there. */
    ProgramHeader part(long start, long memory) {
        long skipped = start - paddr;
        long bytes = Math.clamp(filesz - skipped, 0, memory);
        return new ProgramHeader(index, at, type, flags, bytes == 0 ? 0 : offset + skipped, vaddr + skipped, start, bytes, memory, align);
    }
}
