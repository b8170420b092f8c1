package io.strapwork.runtime.assembly;

import io.strapwork.api.plugin.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plugins that a test puts in the place of others. Immutable. */
public final class Swaps {
    /** No swaps. */
    public static final Swaps NONE = new Swaps(List.of());

    private final List<Swap> swaps;

    private Swaps(List<Swap> swaps) {
        this.swaps = List.copyOf(swaps);
    }

    /** One swap; {@code section} as in {@link Choice#section()}, empty for all of a room. */
    record Swap(Room room, String section, Object replacement) {}

    /**
     * These swaps and one more, which counts if there is another for the same place.
     *
     * @param section     {@code "tcp"} for {@code [transport.tcp]}, a URI scheme for the fetch room; empty for rooms with one plugin, and for any section or scheme
     * @param replacement a plugin object, which whoever made it closes, or the {@link Class} of one, which is made as any plugin is
     */
    public Swaps with(Room room, String section, Object replacement) {
        var more = new ArrayList<Swap>();
        for (Swap swap : swaps) {
            if (swap.room() != room || !swap.section().equals(section)) {
                more.add(swap);
            }
        }
        more.add(new Swap(room, section, replacement));
        return new Swaps(more);
    }

    /** The replacement for a place: one for its very section before one for all. */
    Optional<Object> replacement(Room room, String section) {
        Object general = null;
        for (Swap swap : swaps) {
            if (swap.room() == room && swap.section().equals(section)) {
                return Optional.of(swap.replacement());
            }
            if (swap.room() == room && swap.section().isEmpty()) {
                general = swap.replacement();
            }
        }
        return Optional.ofNullable(general);
    }
}
