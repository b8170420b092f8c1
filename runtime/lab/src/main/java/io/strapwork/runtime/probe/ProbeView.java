package io.strapwork.runtime.probe;

import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.report.Conversation;
import io.strapwork.runtime.report.Sighting;
import java.time.Instant;
import java.util.List;

/**
 * What one identity saw of a network.
 *
 * @param identity as {@code [address] identity} has it; empty for the machine's own
 * @param now      when
 * @param trail    all that was looked for, one line each
 * @param entries  of the menu, one line each: what it would boot
 * @param there    parts that were asked for and not fetched, one line each
 */
public record ProbeView(String identity, Instant now, BootOutcome outcome, List<Sighting> sightings, List<Conversation> conversations,
        List<String> trail, List<String> entries, List<String> there) {
    public ProbeView {
        sightings = List.copyOf(sightings);
        conversations = List.copyOf(conversations);
        trail = List.copyOf(trail);
        entries = List.copyOf(entries);
        there = List.copyOf(there);
    }

    /** For titles. */
    public String title() {
        return identity.isEmpty() ? "the machine's own identity" : identity;
    }
}
