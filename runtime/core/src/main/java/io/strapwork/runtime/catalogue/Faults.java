package io.strapwork.runtime.catalogue;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong while discovering, so that all of it is told at once. */
final class Faults {
    private final List<Problem> problems = new ArrayList<>();

    void add(Problem problem) {
        problems.add(problem);
    }

    void add(StrapworkException failed) {
        problems.addAll(failed.problems());
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    StrapworkException asException() {
        return new StrapworkException(problems, null);
    }

    static Problem user(String code, String where, String what, String hint) {
        return new Problem(code, Blame.USER, where, what, hint);
    }
}
