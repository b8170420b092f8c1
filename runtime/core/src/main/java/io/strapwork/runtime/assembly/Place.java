package io.strapwork.runtime.assembly;

import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.profile.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A place to be filled by a plugin.
 *
 * @param section  as in {@link Choice#section()}
 * @param settings what sets its keys, the strongest last
 * @param reserved keys that are not the plugin's own
 */
record Place(Kind kind, String section, List<Value.Section> settings, Set<String> reserved) {
    Place {
        settings = List.copyOf(settings);
        reserved = Set.copyOf(reserved);
    }

    /** What the profile says with {@code use}. */
    Optional<Value> use() {
        Optional<Value> use = Optional.empty();
        for (Value.Section section : settings) {
            Optional<Value> here = section.get("use");
            use = here.isPresent() ? here : use;
        }
        return use;
    }

    /** For messages: {@code [transport.tls]}. */
    String title() {
        return "[" + kind.section() + (section.isEmpty() || kind.equals(Kind.LOADER) ? "" : "." + section) + "]";
    }

    /** For messages: what works here. */
    String noun() {
        return kind.noun();
    }
}
