package io.strapwork.runtime.profile;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;

/** Puts one layer of a profile on top of another. */
final class Layers {
    private Layers() {}

    /** All of both; where both have a key, tables are merged, and of other values the upper one counts. */
    static Value.Section merge(Value.Section lower, Value.Section upper) {
        var entries = new LinkedHashMap<>(lower.entries());
        upper.entries().forEach((key, value) -> {
            if (value instanceof Value.Section above && entries.get(key) instanceof Value.Section below) {
                entries.put(key, merge(below, above));
            } else {
                entries.put(key, value);
            }
        });
        return new Value.Section(entries, yielding(lower, upper), upper.origin());
    }

    private static Set<String> yielding(Value.Section lower, Value.Section upper) {
        var yielding = new HashSet<>(lower.yielding());
        Optional<String> before = use(lower);
        Optional<String> after = use(upper);
        if (after.isPresent() && !after.equals(before)) {
            yielding.addAll(lower.entries().keySet());
        }
        yielding.removeAll(upper.entries().keySet());
        yielding.addAll(upper.yielding());
        return yielding;
    }

    private static Optional<String> use(Value.Section section) {
        return section.get("use").map(value -> value instanceof Value.Text text ? text.text() : null);
    }
}
