package io.strapwork.runtime.probe;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.menu.FoundMenu;
import io.strapwork.runtime.menu.TrailStep;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.report.BootRecording;
import io.strapwork.runtime.walk.BootListener;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Boots an assembly to see what its network would boot. A guest that really runs is ended at once. */
public final class Probe {
    private static final int MOST_ENTRIES = 500;

    private Probe() {}

    /**
     * @param identity of the assembly, for the view
     * @param light    as far as the menu: parts are not fetched, but asked for by HEAD where that is possible
     */
    public static ProbeView look(Assembly assembly, String identity, boolean light, Optional<Long> seed, BootClock clock) {
        var entries = new ArrayList<String>();
        var there = new ArrayList<String>();
        var recording = new BootRecording(clock);
        BootListener listener = recording.before(new BootListener() {
            @Override
            public void found(FoundMenu menu) {
                for (BootEntry entry : menu.menu().entries()) {
                    if (entries.size() < MOST_ENTRIES) {
                        entries.add(inWords(menu, entry));
                    }
                }
            }

            @Override
            public void isThere(String part, String uri, OptionalLong bytes) {
                if (there.size() < MOST_ENTRIES) {
                    there.add(Printable.line(
                            part + " " + uri + (bytes.isPresent() ? ", " + bytes.getAsLong() + " bytes" : ", of a size that is not told"),
                            1000));
                }
            }
        });
        Instant now = clock.now();
        var walk = new BootWalk(assembly, new BootSettings(clock, seed, listener, Optional.of(recording.frames(Optional.empty()))));
        BootOutcome outcome = light ? walk.lookAtParts() : walk.run();
        return new ProbeView(identity, now, outcome, recording.network().sightings(), recording.network().conversations(),
                recording.trail().stream().map(TrailStep::toString).toList(), entries, there);
    }

    private static String inWords(FoundMenu menu, BootEntry entry) {
        boolean preset = menu.menu().preset().filter(entry.id()::equals).isPresent();
        String parts = entry.parts().stream().map(Probe::inWords).collect(Collectors.joining(", "));
        return Printable.line((preset ? "* " : "  ") + entry.id() + ": " + entry.title() + " (" + parts + ")"
                + entry.commandLine().map(line -> " " + line).orElse(""), 1000);
    }

    private static String inWords(PartSource part) {
        return part.name() + " " + part.uri();
    }
}
