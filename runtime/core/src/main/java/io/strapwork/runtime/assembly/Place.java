package io.strapwork.runtime.assembly;

import io.strapwork.api.plugin.Room;
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
record Place(Room room, String section, List<Value.Section> settings, Set<String> reserved) {
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
        return "[" + room.section() + (section.isEmpty() || room == Room.LOAD ? "" : "." + section) + "]";
    }

    /** For messages: what works here. */
    String noun() {
        return noun(room);
    }

    static String noun(Room room) {
        return switch (room) {
            case MACHINE -> "machine";
            case LINK -> "driver";
            case STACK -> "stack";
            case ADDRESS -> "address source";
            case TRANSPORT -> "transport";
            case FETCH -> "protocol";
            case TRUST -> "verifier";
            case LOAD -> "loader";
            case HANDOFF -> "handoff";
        };
    }
}
