package io.strapwork.runtime.assembly;

import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.profile.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A place to be filled by a plugin.
 *
 * @param section  as in {@link Choice#section()}
 * @param below    of a plugin that another asks for, its id, after those of its askers: {@code "dhcp"}; empty for the others
 * @param settings what sets its keys, the strongest last
 * @param reserved keys that are not the plugin's own
 */
record Place(Kind kind, String section, String below, List<Value.Section> settings, Set<String> reserved) {
    Place(Kind kind, String section, List<Value.Section> settings, Set<String> reserved) {
        this(kind, section, "", settings, reserved);
    }

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
        return "[" + kind.section() + (section.isEmpty() || kind.equals(Kind.LOADER) ? "" : "." + section)
                + (below.isEmpty() ? "" : "." + below) + "]";
    }

    /** With further keys that are not the plugin's own. */
    Place reserving(Set<String> keys) {
        var all = new HashSet<>(reserved);
        all.addAll(keys);
        return new Place(kind, section, below, settings, all);
    }

    /**
     * Of a plugin that this place's plugin asks for by its id.
     *
     * @param handedOn keys of this place that are for it, too; what is in its own section goes before them
     */
    Place below(String id, Set<String> handedOn) {
        var its = new ArrayList<Value.Section>();
        for (Value.Section each : settings) {
            var entries = new LinkedHashMap<>(each.entries());
            entries.keySet().retainAll(handedOn);
            if (!entries.isEmpty()) {
                its.add(new Value.Section(entries, each.yielding(), each.origin()));
            }
            each.section(id).ifPresent(its::add);
        }
        return new Place(kind, section, below.isEmpty() ? id : below + "." + id, its, Set.of());
    }

    /** For messages: what works here. */
    String noun() {
        return kind.noun();
    }
}
