package io.strapwork.runtime.walk;

import java.util.HashMap;
import java.util.Map;

/** How listeners are told of files that are fetched at once: under names that are told apart, one call at a time. */
final class Telling {
    private final Map<String, Integer> counts = new HashMap<>();

    /** From the second one of a name on with a number. One thread. */
    String name(String name) {
        int count = counts.merge(name, 1, Integer::sum);
        return count == 1 ? name : name + " " + count;
    }

    /** Any thread. */
    synchronized void tell(Runnable what) {
        what.run();
    }
}
