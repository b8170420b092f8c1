package io.strapwork.runtime.profile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Candidates for a name that isn't known. */
public final class DidYouMean {
    private static final int LISTED = 12;

    private DidYouMean() {}

    /** The known name that is nearest, if one is near enough to be meant. */
    public static Optional<String> nearest(String wrong, Collection<String> known) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String name : known) {
            int distance = distance(wrong, name);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best != null && least <= Math.max(1, Math.min(best.length(), wrong.length()) / 3) ? Optional.of(best) : Optional.empty();
    }

    /** A hint: the known names and, in a line of its own, the one that may be meant. */
    public static String hint(String wrong, Collection<String> known, String none) {
        if (known.isEmpty()) {
            return none;
        }
        List<String> shown = new ArrayList<>(known);
        String rest = shown.size() > LISTED ? " and " + (shown.size() - LISTED) + " more" : "";
        String list = "known: " + String.join(", ", shown.subList(0, Math.min(LISTED, shown.size()))) + rest;
        return nearest(wrong, known).map(name -> list + "\ndid you mean \"" + name + "\"?").orElse(list);
    }

    /** Insertions, deletions, replacements and swaps of neighbours that lead from one to the other. */
    static int distance(String one, String other) {
        if (Math.abs(one.length() - other.length()) > 8 || one.length() > 100) {
            return Integer.MAX_VALUE;
        }
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                cost[i][j] = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[one.length()][other.length()];
    }
}
