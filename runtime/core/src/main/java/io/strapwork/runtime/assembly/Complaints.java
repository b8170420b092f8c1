package io.strapwork.runtime.assembly;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers what is wrong with an assembly. */
final class Complaints {
    private final Set<Problem> problems = new LinkedHashSet<>();

    void add(String code, String where, String what, String hint) {
        problems.add(new Problem(code, Blame.USER, where, what, hint));
    }

    /** The fault of a plugin's author. */
    void bug(String code, String where, String what, String hint) {
        problems.add(new Problem(code, Blame.BUG, where, what, hint));
    }

    void addAll(List<Problem> others) {
        problems.addAll(others);
    }

    int count() {
        return problems.size();
    }

    /** @throws StrapworkException when there are any */
    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new StrapworkException(List.copyOf(problems), null);
        }
    }
}
