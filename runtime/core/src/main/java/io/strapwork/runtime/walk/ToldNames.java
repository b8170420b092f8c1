package io.strapwork.runtime.walk;

import java.util.HashMap;
import java.util.Map;

/** Names of what is fetched at once, for listeners: from the second one of a name on with a number. One thread. */
final class ToldNames {
    private final Map<String, Integer> counts = new HashMap<>();

    String of(String name) {
        int count = counts.merge(name, 1, Integer::sum);
        return count == 1 ? name : name + " " + count;
    }
}
