package io.strapwork.testkit;

import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.EntryReport;
import io.strapwork.runtime.outcome.BootOutcome.PartReport;
import io.strapwork.runtime.outcome.BootOutcome.RoomReport;
import io.strapwork.runtime.outcome.BootOutcome.SegmentReport;
import io.strapwork.runtime.outcome.Step;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** Assertions on an outcome. Each failure tells the whole outcome. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class OutcomeAssert {
    private final BootOutcome outcome;

    OutcomeAssert(BootOutcome outcome) {
        this.outcome = outcome;
    }

    /** The machine was entered. */
    public HandedOff handedOff() {
        return new HandedOff(outcome.entry().orElseThrow(() -> failure("the boot should have been handed off, but it failed")));
    }

    /** The boot failed, with this problem among others. */
    public Failed failedWith(String code) {
        if (outcome.handedOff()) {
            throw failure("the boot should have failed with " + code + ", but it was handed off");
        }
        for (Problem problem : outcome.problems()) {
            if (problem.code().equals(code)) {
                return new Failed(problem);
            }
        }
        throw failure("the boot should have failed with " + code);
    }

    private AssertionError failure(String what) {
        String rooms = outcome.rooms().stream().map(RoomReport::room).map(Room::section).collect(Collectors.joining(", "));
        String problems = outcome.problems().stream()
                .map(problem -> "\n  " + problem.code() + "  " + problem.where() + "  " + problem.what() + "\n  " + problem.hint())
                .collect(Collectors.joining());
        String attempts = outcome.attempts().isEmpty() ? "" : "\n  before: " + String.join("\n  before: ", outcome.attempts());
        return new AssertionError(
                what + ": " + outcome.profile() + " on " + outcome.architecture().id() + ", rooms " + rooms + problems + attempts);
    }

    private void equal(Object expected, @Nullable Object actual, String what) {
        if (!Objects.equals(expected, actual)) {
            throw failure(what + " should be " + expected + ", but is " + actual);
        }
    }

    private void wentThrough(Room room, String plugin) {
        List<String> plugins = outcome.rooms().stream().filter(report -> report.room() == room).map(RoomReport::plugin).toList();
        if (plugins.isEmpty()) {
            throw failure("the boot should have gone through the " + room.section() + " room, but it "
                    + (outcome.handedOff() ? "needed nothing there" : "ended before"));
        }
        equal(plugin, String.join("; ", plugins), "the plugin of the " + room.section() + " room");
    }

    private void wasTold(Room room, String name, String value) {
        List<String> told = outcome.facts().stream().filter(fact -> fact.room() == room)
                .map(fact -> fact.plugin() + " " + fact.name() + ": " + fact.value()).toList();
        if (outcome.facts().stream().noneMatch(fact -> fact.room() == room && fact.name().equals(name) && fact.value().equals(value))) {
            throw failure(
                    "in the " + room.section() + " room " + name + " should be reported as " + value + ", but the facts there are " + told);
        }
    }

    private Duration time(Room room) {
        return outcome.rooms().stream().filter(report -> report.room() == room).map(RoomReport::took).reduce(Duration.ZERO, Duration::plus);
    }

    /** Of a boot that was handed off. */
    public final class HandedOff {
        private final EntryReport entry;

        private HandedOff(EntryReport entry) {
            this.entry = entry;
        }

        /** The entry's address. */
        public HandedOff at(long address) {
            equal("0x" + Long.toHexString(address), entry.cpu().entry().toString(), "the entry");
            return this;
        }

        public HandedOff register(String name, long value) {
            equal("0x" + Long.toHexString(value), "0x" + Long.toHexString(entry.cpu().register(name)), "register " + name);
            return this;
        }

        /** The id of the contract that the code was entered by. */
        public HandedOff contract(String id) {
            equal(id, entry.contract(), "the contract");
            return this;
        }

        /** A segment of that name was placed. */
        public Placed segment(String name) {
            List<String> known = outcome.segments().stream().map(SegmentReport::name).toList();
            return new Placed(this, outcome.segments().stream().filter(segment -> segment.name().equals(name)).findFirst()
                    .orElseThrow(() -> failure("segment " + name + " should have been placed, but there are " + known)));
        }

        /** A part was fetched and found right, in this way: {@code "sha256"}, {@code "none"}. */
        public HandedOff verified(String part, String by) {
            PartReport report = outcome.parts().stream().filter(one -> one.name().equals(part)).findFirst()
                    .orElseThrow(() -> failure("part " + part + " should have been fetched"));
            equal(by, report.verified(), "the verdict on " + part);
            return this;
        }

        /** The plugin, or plugins, that worked in a room: {@code "udp"}, {@code "tcp, tls"}. */
        public HandedOff through(Room room, String plugin) {
            wentThrough(room, plugin);
            return this;
        }

        /** A plugin of this room told this fact. */
        public HandedOff told(Room room, String name, String value) {
            wasTold(room, name, value);
            return this;
        }

        /** Nothing in this room was needed, so it was not entered: link, stack and address of a boot that needs no network of the machine. */
        public HandedOff notThrough(Room room) {
            equal(List.of(), outcome.rooms().stream().filter(report -> report.room() == room).map(RoomReport::plugin).toList(),
                    "what worked in the " + room.section() + " room");
            return this;
        }

        /** A room took at least so long, by the boot's clock. */
        public HandedOff waited(Room room, Duration atLeast) {
            if (time(room).compareTo(atLeast) < 0) {
                throw failure("the " + room.section() + " room should have taken " + atLeast + ", but took " + time(room));
            }
            return this;
        }
    }

    /** Of a placed segment. */
    public final class Placed {
        private final HandedOff back;
        private final SegmentReport segment;

        private Placed(HandedOff back, SegmentReport segment) {
            this.back = back;
            this.segment = segment;
        }

        public Placed at(long address) {
            equal("0x" + Long.toHexString(address), segment.address().toString(), "the address of " + segment.name());
            return this;
        }

        public Placed fileBytes(long bytes) {
            equal(bytes, segment.fileBytes(), "file bytes of " + segment.name());
            return this;
        }

        public Placed memoryBytes(long bytes) {
            equal(bytes, segment.memoryBytes(), "memory bytes of " + segment.name());
            return this;
        }

        /** Lower-case hexadecimal. */
        public Placed sha256(String digest) {
            equal(digest, segment.sha256(), "SHA-256 of " + segment.name());
            return this;
        }

        /** Another segment. */
        public Placed segment(String name) {
            return back.segment(name);
        }

        /** Back to the whole boot. */
        public HandedOff and() {
            return back;
        }
    }

    /** Of a boot that failed. */
    public final class Failed {
        private final Problem problem;

        private Failed(Problem problem) {
            this.problem = problem;
        }

        public Failed where(String place) {
            equal(place, problem.where(), "where " + problem.code() + " is");
            return this;
        }

        public Failed what(String text) {
            equal(text, problem.what(), "what " + problem.code() + " says");
            return this;
        }

        /** The plugin, or plugins, that worked in a room up to the failure: {@code "udp"}, {@code "tcp, tls"}. */
        public Failed through(Room room, String plugin) {
            wentThrough(room, plugin);
            return this;
        }

        /** A plugin of this room told this fact, before or behind the failure. */
        public Failed told(Room room, String name, String value) {
            wasTold(room, name, value);
            return this;
        }

        /** The last room that was entered. */
        public Failed in(Room room) {
            equal(room, outcome.rooms().isEmpty() ? null : outcome.rooms().getLast().room(), "the room where it failed");
            return this;
        }

        /** The last step that was taken, behind all rooms. */
        public Failed in(Step step) {
            equal(step, outcome.steps().isEmpty() ? null : outcome.steps().getLast().step(), "the step where it failed");
            return this;
        }

        /** A room took at least so long, by the boot's clock. */
        public Failed waited(Room room, Duration atLeast) {
            if (time(room).compareTo(atLeast) < 0) {
                throw failure("the " + room.section() + " room should have taken " + atLeast + ", but took " + time(room));
            }
            return this;
        }
    }
}
