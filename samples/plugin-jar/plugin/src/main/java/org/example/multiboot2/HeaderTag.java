package org.example.multiboot2;

import java.util.List;

/** A tag of the Multiboot2 header (3.1.3 to 3.1.14). Addresses are unsigned 32-bit numbers. */
sealed interface HeaderTag {
    /** Where it stands in the file. */
    long at();

    /** A loader that can't do it may go on. */
    boolean optional();

    /** 1: the boot information that the kernel wants, by type. */
    record Wants(long at, boolean optional, List<Long> types) implements HeaderTag {}

    /** 2: where the file goes, for files that are not ELF. @param loadEnd 0 for all of the file. @param bssEnd 0 for no BSS */
    record Addresses(long at, boolean optional, long header, long load, long loadEnd, long bssEnd) implements HeaderTag {}

    /** 3, 8, 9: where it starts. @param by 3 as i386, 8 by EFI on i386, 9 by EFI on amd64 */
    record EntryAt(long at, boolean optional, int by, long address) implements HeaderTag {}

    /** 4 and 5, consoles and a framebuffer. @param demanded bit 0 of the console flags: it does without none */
    record Screen(long at, boolean optional, boolean demanded) implements HeaderTag {}

    /** 6: modules begin at pages, which they do here anyway. */
    record PagedModules(long at, boolean optional) implements HeaderTag {}

    /** 7: EFI boot services are to go on running. */
    record KeepsFirmware(long at, boolean optional) implements HeaderTag {}

    /** 10: it may be moved. @param preference 0 none, 1 low, 2 high */
    record Movable(long at, boolean optional, long from, long to, long alignment, long preference) implements HeaderTag {}

    /** Any other. */
    record Unknown(long at, boolean optional, int type) implements HeaderTag {}
}
