package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.BootUri;

/**
 * What one reading may use in total, so that files that include each other again and again end. Real menus are far below: netboot.xyz's and Debian's have a
 * few hundred entries.
 */
final class Budget {
    static final int MOST_ENTRIES = 100_000;
    private static final int MOST_PARTS = 250_000;
    private static final long MOST_CHARACTERS = 1L << 26;
    private final Remarks remarks;
    private final BootUri config;
    private long characters;
    private int entries;
    private int parts;
    private boolean told;

    Budget(Remarks remarks, BootUri config) {
        this.remarks = remarks;
        this.config = config;
    }

    /** Whether these may be read, or made, too. */
    boolean characters(long count) {
        characters += count;
        return characters <= MOST_CHARACTERS
                || exhausted("more than " + MOST_CHARACTERS + " characters, counting a file each time it is included");
    }

    /** Whether a label, or a submenu, may be added. */
    boolean entry() {
        return entries < MOST_ENTRIES ? ++entries > 0 : exhausted("more than " + MOST_ENTRIES + " labels");
    }

    boolean part() {
        return parts < MOST_PARTS ? ++parts > 0 : exhausted("more than " + MOST_PARTS + " files to load");
    }

    private boolean exhausted(String what) {
        if (!told) {
            told = true;
            remarks.add(config, "the configuration has " + what + "; the rest is ignored", "");
        }
        return false;
    }
}
