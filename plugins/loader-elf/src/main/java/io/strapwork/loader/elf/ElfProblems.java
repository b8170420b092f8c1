package io.strapwork.loader.elf;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with one file. A hostile file may have tens of thousands of faults, so only the first ones are kept. */
final class ElfProblems {
    private static final int KEPT = 24;
    private final String image;
    private final List<Problem> found = new ArrayList<>();

    ElfProblems(String image) {
        this.image = image;
    }

    void at(long fileOffset, String code, String what, String hint) {
        add(image + " byte 0x" + Long.toHexString(fileOffset), code, what, hint);
    }

    void whole(String code, String what, String hint) {
        add(image, code, what, hint);
    }

    private void add(String where, String code, String what, String hint) {
        if (found.size() < KEPT) {
            found.add(new Problem(code, Blame.USER, where, what, hint));
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new StrapworkException(found, null);
        }
    }
}
