package io.strapwork.loader.elf;

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
}
