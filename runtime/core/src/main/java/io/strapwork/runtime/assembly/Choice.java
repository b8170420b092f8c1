package io.strapwork.runtime.assembly;

import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import java.util.List;
import java.util.Optional;

/**
 * Who works in a place, and why.
 *
 * @param section    {@code "tcp"} of {@code [transport.tcp]}, a URI scheme of the fetch room, a loader's id; empty in the other rooms
 * @param plugin     its id
 * @param reason     {@code "set in the profile (line 10)"}
 * @param descriptor empty for an instance that a test put in
 * @param settings   its options, in the order of its record
 * @param delegates  others of its kind that it asks for, in the order of its constructor
 */
public record Choice(Kind kind, String section, String plugin, String reason, Optional<PluginDescriptor> descriptor,
        List<Setting> settings, List<Choice> delegates) {
    public Choice {
        settings = List.copyOf(settings);
        delegates = List.copyOf(delegates);
    }

    /** Where it works. */
    public Room room() {
        return kind.room();
    }
}
