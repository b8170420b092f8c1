package io.strapwork.runtime.walk;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.outcome.BootOutcome.RoomReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Counts the time of each room and tells the listener. */
final class RoomTimes {
    private final BootClock clock;
    private final BootListener listener;
    private final Function<Room, String> plugins;
    private final List<RoomReport> reports = new ArrayList<>();
    private Room current = Room.MACHINE;

    /** @param plugins the ids of the plugins that work in a room */
    RoomTimes(BootClock clock, BootListener listener, Function<Room, String> plugins) {
        this.clock = clock;
        this.listener = listener;
        this.plugins = plugins;
    }

    /**
     * Does a room's work; its time counts also when it throws.
     *
     * @throws io.strapwork.api.plugin.StrapworkException SW-X121 when the thread is interrupted, before the work begins
     */
    <T> T in(Room room, Supplier<T> work) {
        current = room;
        long start = clock.nanoTime();
        boolean done = false;
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw new Problem("SW-X121", Blame.USER, room.section(), "the boot was interrupted", "").asException();
            }
            T result = work.get();
            done = true;
            return result;
        } finally {
            var took = Duration.ofNanos(clock.nanoTime() - start);
            String plugin = plugins.apply(room);
            reports.add(new RoomReport(room, plugin, took));
            if (done) {
                listener.left(room, plugin, took);
            }
        }
    }

    /** Where the walk is, or was when it failed. */
    Room current() {
        return current;
    }

    List<RoomReport> reports() {
        return List.copyOf(reports);
    }
}
