package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.List;

/** What must be right of every plan, and of every problem. */
final class PlanCheck {
    private PlanCheck() {}

    static void right(LoadPlan plan, Architecture machine, MemoryLayout layout) {
        assertEquals(machine, plan.architecture(), "the plan's architecture");
        assertFalse(plan.segments().isEmpty(), "a plan without segments");
        apart(plan.segments(), layout);
        assertTrue(plan.segments().stream().anyMatch(segment -> segment.range().contains(plan.entry())),
                () -> "the entry " + plan.entry() + " is in none of the segments " + plan.segments());
    }

    /** Inside free RAM, and not over each other. */
    static void apart(List<Segment> segments, MemoryLayout layout) {
        for (int i = 0; i < segments.size(); i++) {
            Segment one = segments.get(i);
            assertTrue(one.memoryBytes() == 0 || layout.free().stream().anyMatch(free -> free.contains(one.range())),
                    () -> "segment " + one.name() + " " + one.range() + " is outside of free RAM " + layout.free());
            for (Segment other : segments.subList(i + 1, segments.size())) {
                assertFalse(one.range().overlaps(other.range()),
                        () -> "segments " + one.name() + " " + one.range() + " and " + other.name() + " " + other.range() + " overlap");
            }
        }
    }

    static void same(List<Segment> one, List<Segment> other) {
        assertEquals(one.stream().map(segment -> segment.name() + segment.range()).toList(),
                other.stream().map(segment -> segment.name() + segment.range()).toList(),
                "the same image gives a different plan each time");
        for (int i = 0; i < one.size(); i++) {
            assertEquals(-1, one.get(i).source().mismatch(other.get(i).source()),
                    "the bytes of " + one.get(i).name() + " differ each time");
        }
    }

    /** @param family the room's letter in codes of problems */
    static void tellsWell(StrapworkException refused, char family) {
        for (Problem problem : refused.problems()) {
            assertTrue(problem.code().matches("SW-[" + family + "][0-9]{3}"),
                    () -> "codes of this room begin with SW-" + family + ": " + problem.code());
            assertFalse(problem.what().isBlank() || problem.what().endsWith("."),
                    () -> "the message must be one sentence without a full stop: " + problem.what());
            assertTrue((problem.what() + problem.where()).chars().noneMatch(c -> c < ' ' || c == 127),
                    () -> "bytes from the image are copied into messages, which must be one line: " + problem);
        }
    }
}
