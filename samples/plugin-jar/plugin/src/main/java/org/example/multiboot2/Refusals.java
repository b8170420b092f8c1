package org.example.multiboot2;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.ArrayList;
import java.util.List;

/** All that is wrong with an image. */
final class Refusals {
    static final String DAMAGED = "fetch it again, or build it again: the file is damaged";
    private final List<Problem> problems = new ArrayList<>();

    /** @param offset in the file */
    void at(long offset, String code, String what, String hint) {
        problems.add(new Problem(code, Blame.USER, "byte " + offset, what, hint));
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
    }

    /** At once. */
    static StrapworkException refused(long offset, String code, String what, String hint) {
        return new Problem(code, Blame.USER, "byte " + offset, what, hint).asException();
    }
}
