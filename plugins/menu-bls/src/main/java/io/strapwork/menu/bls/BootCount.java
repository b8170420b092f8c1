package io.strapwork.menu.bls;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file name and the boot counter in it: {@code NAME+LEFT.conf}, {@code NAME+LEFT-DONE.efi} (UAPI.1, Boot counting).
 *
 * @param id   the file name without the counter, as {@code bootctl list} shows it
 * @param left how often it may still be tried; empty without a counter
 * @param done how often it was tried in vain
 */
record BootCount(String id, OptionalInt left, int done) {
    private static final Pattern COUNTED = Pattern.compile("(.*)\\+([0-9]{1,9})(?:-([0-9]{1,9}))?(\\.[^.]*)", Pattern.DOTALL);

    static BootCount of(String fileName) {
        Matcher counted = COUNTED.matcher(fileName);
        if (!counted.matches()) {
            return new BootCount(fileName, OptionalInt.empty(), 0);
        }
        int done = counted.group(3) == null ? 0 : Integer.parseInt(counted.group(3));
        return new BootCount(counted.group(1) + counted.group(4), OptionalInt.of(Integer.parseInt(counted.group(2))), done);
    }

    /** All tries were in vain. */
    boolean isBad() {
        return left.isPresent() && left.getAsInt() == 0;
    }

    BootCount as(String other) {
        return new BootCount(other, left, done);
    }
}
