package io.strapwork.menu.grub;

import io.strapwork.api.fetch.FetchException;
import java.util.function.Supplier;

/** What a configuration may use up. Counts work, not time: a script that is too long for it is so on each computer. */
final class Budget {
    static final long STEPS = 1_000_000;
    /** More for each menu entry, whose commands run once each. */
    static final long STEPS_OF_ENTRY = 100;
    /** A configuration that has much to run is long: so many characters of its files allow one step more. */
    static final int CHARACTERS_ALLOW_STEP = 4;
    /** Of functions and files, together. */
    static final int CALLS = 64;
    /** Of everything that is nested while it runs. */
    static final int NESTING = 400;
    static final int CHARACTERS = 1 << 20;
    static final int ENTRIES = 100_000;
    /** To ask a server, or a file system, for something costs as much as so many characters. */
    private static final int QUESTION = 1_000;
    /** Characters to parse, copy or compare that count as one step. */
    private static final int CHARACTERS_OF_STEP = 32;

    private final Supplier<String> place;
    private long left = STEPS;
    private long allowed = STEPS;
    private long read;
    private int calls;
    private int nesting;
    private int entries;

    Budget(Supplier<String> place) {
        this.place = place;
    }

    void step() throws FetchException {
        if (--left < 0) {
            throw GrubProblems.steps(place.get(), allowed);
        }
    }

    void characters(long count) throws FetchException {
        left -= count / CHARACTERS_OF_STEP;
        if (left < 0) {
            throw GrubProblems.steps(place.get(), allowed);
        }
    }

    void question() throws FetchException {
        characters(QUESTION);
    }

    /** A file that is read for the first time. */
    void file(int length) {
        left += length / CHARACTERS_ALLOW_STEP;
        read += length / CHARACTERS_ALLOW_STEP;
        allowed += length / CHARACTERS_ALLOW_STEP;
    }

    void checkSize(long characters) throws FetchException {
        if (characters > CHARACTERS) {
            throw GrubProblems.size(place.get(), CHARACTERS);
        }
    }

    void entry() throws FetchException {
        if (++entries > ENTRIES) {
            throw GrubProblems.entries(place.get(), ENTRIES);
        }
        left += STEPS_OF_ENTRY;
        allowed += STEPS_OF_ENTRY;
    }

    /** Where a part of the work began that may fail alone. */
    record Mark(long reserved, int calls, int nesting) {}

    /** Until {@link #endPart}, only so many steps may be used. */
    Mark part(long steps) {
        long reserved = Math.max(0, left - steps);
        left -= reserved;
        var mark = new Mark(reserved, calls, nesting);
        allowed = reserved > 0 ? steps : allowed;
        return mark;
    }

    /** Whether anything is left for the others. */
    boolean endPart(Mark mark) {
        left = Math.max(0, left) + mark.reserved();
        allowed = STEPS + read + entries * STEPS_OF_ENTRY;
        calls = mark.calls();
        nesting = mark.nesting();
        return left > 0;
    }

    void enterCall() throws FetchException {
        if (++calls > CALLS) {
            throw GrubProblems.depth(place.get(), CALLS);
        }
    }

    void leaveCall() {
        calls--;
    }

    void enter() throws FetchException {
        if (++nesting > NESTING) {
            throw GrubProblems.depth(place.get(), CALLS);
        }
    }

    void leave() {
        nesting--;
    }
}
