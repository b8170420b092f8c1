package io.strapwork.runtime.assembly;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers what is wrong with an assembly. */
final class Complaints {
    static final String WRONG_VALUE = "SW-P107";
    static final String NO_PLUGIN_FITS = "SW-W101";
    static final String SEVERAL_FIT = "SW-W102";
    static final String INVALID_OPTIONS = "SW-W116";
    static final String CONSTRUCTION_FAILED = "SW-W117";
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

    /** Takes back what was added behind the first {@code count}, to be added again in its own place: the rooms' order is that of the report, not always that of the choices. */
    List<Problem> behind(int count) {
        List<Problem> taken = problems.stream().skip(count).toList();
        taken.forEach(problems::remove);
        return taken;
    }

    /** Lines of the profile first, in their order; the rest as it was found. */
    private static int line(Problem problem) {
        String where = problem.where();
        int end = 5;
        while (where.startsWith("line ") && end < where.length() && end < 14 && Character.isDigit(where.charAt(end))) {
            end++;
        }
        return end == 5 ? Integer.MAX_VALUE : Integer.parseInt(where.substring(5, end));
    }

    /** @throws StrapworkException when there are any */
    void throwIfAny() {
        if (!problems.isEmpty()) {
            var inOrder = new ArrayList<>(problems);
            inOrder.sort(Comparator.comparingInt(Complaints::line));
            throw new StrapworkException(inOrder, null);
        }
    }
}
