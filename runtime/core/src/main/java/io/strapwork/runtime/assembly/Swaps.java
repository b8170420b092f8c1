package io.strapwork.runtime.assembly;

import io.strapwork.runtime.catalogue.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plugins that a test puts in the place of others. What they replace is not looked at: neither whether there is such a plugin, nor its class, nor its options. Immutable.
 */
public final class Swaps {
    /** No swaps. */
    public static final Swaps NONE = new Swaps(List.of());

    private final List<Swap> swaps;

    private Swaps(List<Swap> swaps) {
        this.swaps = List.copyOf(swaps);
    }

    /** What comes into a place. */
    sealed interface Replacement {}

    /** A plugin of the catalogue. */
    record ById(String id) implements Replacement {}

    /** A plugin class, which need not be in the catalogue. */
    record ByClass(Class<?> type) implements Replacement {}

    /** A plugin that is there already. */
    record Given(Object plugin) implements Replacement {}

    /**
     * One swap.
     *
     * @param section as in {@link Choice#section()}, empty for all of a kind
     * @param where   who swaps, for messages; may be empty
     */
    record Swap(Kind kind, String section, Replacement replacement, String where) {
        /** For people, as {@link Choice#reason()}. */
        String reason() {
            return where.isEmpty() ? "swapped in" : "swapped in by " + where;
        }
    }

    /** As {@link #with(Kind, String, Object, String)}, by nobody that messages could name. */
    public Swaps with(Kind kind, String section, Object replacement) {
        return with(kind, section, replacement, "");
    }

    /**
     * These swaps and one more, which counts if there is another for the same place.
     *
     * @param section     {@code "tcp"} for {@code [transport.tcp]}, a URI scheme for the fetch room, a loader's id; empty for rooms with one plugin, and for any section
     * @param replacement a plugin object, which whoever made it closes, or the {@link Class} of one, which is made as any plugin is
     * @param where       who swaps, as the place of problems: {@code "@Swap at BootTests.tcp"}
     */
    public Swaps with(Kind kind, String section, Object replacement, String where) {
        return with(new Swap(kind, section, replacement instanceof Class<?> type ? new ByClass(type) : new Given(replacement), where));
    }

    /** As {@link #with(Kind, String, Object, String)}, with a plugin of the catalogue. */
    public Swaps withId(Kind kind, String section, String id, String where) {
        return with(new Swap(kind, section, new ById(id), where));
    }

    private Swaps with(Swap another) {
        var more = new ArrayList<Swap>();
        for (Swap swap : swaps) {
            if (!swap.kind().equals(another.kind()) || !swap.section().equals(another.section())) {
                more.add(swap);
            }
        }
        more.add(another);
        return new Swaps(more);
    }

    /** The swap of a place: one for its very section before one for all. */
    Optional<Swap> at(Kind kind, String section) {
        Swap general = null;
        for (Swap swap : swaps) {
            if (swap.kind().equals(kind) && swap.section().equals(section)) {
                return Optional.of(swap);
            }
            if (swap.kind().equals(kind) && swap.section().isEmpty()) {
                general = swap;
            }
        }
        return Optional.ofNullable(general);
    }

    /** The sections of a kind that have a swap of their own. */
    Set<String> sections(Kind kind) {
        var sections = new LinkedHashSet<String>();
        for (Swap swap : swaps) {
            if (swap.kind().equals(kind) && !swap.section().isEmpty()) {
                sections.add(swap.section());
            }
        }
        return sections;
    }
}
