package io.strapwork.handoff.linux;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gathers problems of one handoff. The handoffs have the same faults under codes of their own.
 *
 * @param codes by the fault's number
 */
record HandoffProblems(Map<Integer, String> codes, List<Problem> found) {
    private static final Map<Integer, String> S390X = Map.of(1, "SW-H101", 2, "SW-H102", 3, "SW-H103", 4, "SW-H104", 5, "SW-H105", 6,
            "SW-H106", 7, "SW-H107", 8, "SW-H108", 9, "SW-H109");
    private static final Map<Integer, String> PPC64 = Map.ofEntries(Map.entry(1, "SW-H201"), Map.entry(3, "SW-H203"),
            Map.entry(4, "SW-H204"), Map.entry(5, "SW-H205"), Map.entry(6, "SW-H206"), Map.entry(7, "SW-H207"), Map.entry(8, "SW-H208"),
            Map.entry(9, "SW-H209"), Map.entry(10, "SW-H210"), Map.entry(11, "SW-H211"), Map.entry(12, "SW-H212"));

    private static final Map<Integer, String> X86_64 = Map.of(1, "SW-H301", 2, "SW-H302", 3, "SW-H303", 4, "SW-H304", 5, "SW-H305", 6,
            "SW-H306", 7, "SW-H307", 8, "SW-H308", 9, "SW-H309");

    static HandoffProblems s390x() {
        return new HandoffProblems(S390X, new ArrayList<>());
    }

    static HandoffProblems ppc64() {
        return new HandoffProblems(PPC64, new ArrayList<>());
    }

    static HandoffProblems x86() {
        return new HandoffProblems(X86_64, new ArrayList<>());
    }

    void add(int fault, String where, String what, String hint) {
        found.add(new Problem(Objects.requireNonNull(codes.get(fault)), Blame.USER, where, what, hint));
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new StrapworkException(found, null);
        }
    }
}
