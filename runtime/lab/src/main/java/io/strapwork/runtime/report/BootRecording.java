package io.strapwork.runtime.report;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.menu.FoundMenu;
import io.strapwork.runtime.menu.TrailStep;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.RoomReport;
import io.strapwork.runtime.outcome.Step;
import io.strapwork.runtime.report.Span.Lane;
import io.strapwork.runtime.walk.BootListener;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Notes a boot while it goes on, for a {@link BootReport}: what its listener hears, what is on its network, what its guest writes. Bounded: a boot of any length needs some tens of MB at
 * most. Used for one boot.
 */
public final class BootRecording {
    private static final int MOST_SPANS = 2000;
    private static final int MOST_STEPS = 2000;

    private final BootClock clock;
    private final NetworkTranscript network;
    private final ConsoleTape console = new ConsoleTape();
    private final FlightSpans flight = new FlightSpans();
    private final long began;
    private final Instant date;
    private final List<Span> spans = new ArrayList<>();
    private final Map<String, OpenTransfer> transfers = new LinkedHashMap<>();
    private List<TrailStep> trail = List.of();

    /** Begins now. @param clock of the boot */
    public BootRecording(BootClock clock) {
        this.clock = clock;
        this.network = new NetworkTranscript(clock);
        this.began = clock.nanoTime();
        this.date = clock.now();
    }

    /** Hears what the boot tells, and passes it on. */
    public BootListener before(BootListener told) {
        return BootListener.both(new Noting(), told);
    }

    /** What the boot shows its frames to. @param also is shown them, too */
    public Consumer<ByteBuf> frames(Optional<Consumer<ByteBuf>> also) {
        return also.isEmpty() ? network : frame -> {
            also.get().accept(frame);
            network.accept(frame);
        };
    }

    public NetworkTranscript network() {
        return network;
    }

    /** All that was looked for, of the last search. */
    public synchronized List<TrailStep> trail() {
        return trail;
    }

    /** Where the guest's console goes, and here as well. */
    public Writer console(Writer also) {
        return new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                console.write(text, offset, length);
                also.write(text, offset, length);
            }

            @Override
            public void flush() throws IOException {
                also.flush();
            }

            @Override
            public void close() throws IOException {
                also.close();
            }
        };
    }

    /** All of it, once the boot is over. */
    public synchronized BootReport report(Assembly assembly, BootOutcome outcome) {
        long ended = clock.nanoTime();
        var all = new ArrayList<>(spans);
        transfers.values().forEach(open -> all.add(open.end(ended, "did not end", false)));
        all.addAll(unfinished(outcome, ended));
        return new BootReport(outcome, assembly.memory().bytes(), date, began, ended, all, network.conversations(), network.sums(),
                trail.stream().map(TrailStep::toString).toList(), console.text());
    }

    /** The rooms that nobody left: where the boot failed. */
    private List<Span> unfinished(BootOutcome outcome, long ended) {
        var more = new ArrayList<Span>();
        if (outcome.handedOff()) {
            return more;
        }
        if (!outcome.steps().isEmpty()) {
            var last = outcome.steps().getLast();
            if (spans.stream().noneMatch(span -> span.lane() == Lane.STEP && span.name().equals(last.step().word()))) {
                more.add(Span.of(Lane.STEP, last.step().word(), "", ended - last.took().toNanos(), ended, false));
            }
        } else if (!outcome.rooms().isEmpty()) {
            RoomReport last = outcome.rooms().getLast();
            if (spans.stream().noneMatch(span -> span.lane() == Lane.ROOM && span.name().equals(last.room().section()))) {
                more.add(Span.of(Lane.ROOM, last.room().section(), last.plugin(), Math.max(began, ended - last.took().toNanos()), ended,
                        false));
            }
        }
        return more;
    }

    private synchronized void span(Span span) {
        flight.span(span);
        if (spans.size() < MOST_SPANS) {
            spans.add(span);
        }
    }

    private synchronized void begin(String name, String uri) {
        flight.begin(name);
        transfers.put(name, new OpenTransfer(name, uri, clock.nanoTime()));
    }

    private synchronized void received(String name, long bytes) {
        OpenTransfer open = transfers.get(name);
        if (open != null) {
            open.received(bytes, clock.nanoTime());
        }
    }

    private synchronized void end(String name, String how, boolean done) {
        OpenTransfer open = transfers.remove(name);
        if (open != null) {
            span(open.end(clock.nanoTime(), how, done));
        }
    }

    private synchronized void searched(List<TrailStep> steps) {
        trail = List.copyOf(steps.subList(0, Math.min(steps.size(), MOST_STEPS)));
    }

    private final class Noting implements BootListener {
        @Override
        public void left(Room room, String plugin, Duration took) {
            long now = clock.nanoTime();
            span(Span.of(Lane.ROOM, room.section(), plugin, now - took.toNanos(), now, true));
        }

        @Override
        public void taken(Step step, Duration took) {
            long now = clock.nanoTime();
            span(Span.of(Lane.STEP, step.word(), "", now - took.toNanos(), now, true));
        }

        @Override
        public void searched(List<TrailStep> steps) {
            BootRecording.this.searched(steps);
        }

        @Override
        public void found(FoundMenu menu) {
            BootRecording.this.searched(menu.trail());
        }

        @Override
        public void fetching(String part, String uri) {
            begin(part, uri);
        }

        @Override
        public void received(String part, long bytes, OptionalLong expected) {
            BootRecording.this.received(part, bytes);
        }

        @Override
        public void fetched(String part, long bytes, Duration took) {
            end(part, bytes + " bytes", true);
        }

        @Override
        public void notThere(String name, String uri) {
            end(name, "not there", true);
        }
    }
}
