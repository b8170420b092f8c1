package io.strapwork.runtime.report;

import java.util.List;

/**
 * Something that took time in a boot, by the boot's clock.
 *
 * @param detail   one line; may be empty
 * @param done     whether it came to its end
 * @param progress of a transfer: pairs of a time and the bytes that were there, few enough to be drawn
 * @param waits    of a transfer: pairs of times between which nothing came
 */
public record Span(Lane lane, String name, String detail, long began, long ended, boolean done, List<long[]> progress,
        List<long[]> waits) {
    /** What runs side by side. */
    public enum Lane {
        ROOM("room"), STEP("step"), TRANSFER("transfer");

        private final String word;

        Lane(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public Span {
        progress = List.copyOf(progress);
        waits = List.copyOf(waits);
    }

    static Span of(Lane lane, String name, String detail, long began, long ended, boolean done) {
        return new Span(lane, name, detail, began, ended, done, List.of(), List.of());
    }
}
