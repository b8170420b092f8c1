package io.strapwork.handoff.openfirmware;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with one handoff. */
record Faults(List<Problem> found) {
    Faults() {
        this(new ArrayList<>());
    }

    void add(String code, String where, String what, String hint) {
        found.add(new Problem(code, Blame.USER, where, what, hint));
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new StrapworkException(found, null);
        }
    }
}
