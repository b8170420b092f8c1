package io.strapwork.handoff.linux;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers problems of one handoff. Both handoffs have the same faults under codes of their own.
 *
 * @param family the code without its last digit: {@code "SW-H10"}, {@code "SW-H20"}
 */
record HandoffProblems(String family, List<Problem> found) {
    HandoffProblems(String family) {
        this(family, new ArrayList<>());
    }

    void add(int digit, String where, String what, String hint) {
        found.add(new Problem(family + digit, Blame.USER, where, what, hint));
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new StrapworkException(found, null);
        }
    }
}
