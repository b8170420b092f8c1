package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.FetchException;

/** How much a run may do. Runs that come from one menu share what all of them may do. */
final class Budget {
    /** Commands and expansions from one choice to the next. */
    static final int STEPS = 100_000;
    static final int ALL_STEPS = 1_000_000;
    /** Characters of one word. */
    static final int WORD = 64 << 10;
    static final int DEPTH = 32;
    static final int ENTRIES = 10_000;
    /** As much text as one step is worth. */
    private static final int TEXT = 256;

    private final Total total;
    private int steps;

    private static final class Total {
        private int steps;
    }

    Budget() {
        this(new Total());
    }

    private Budget(Total total) {
        this.total = total;
    }

    Budget forked() {
        return new Budget(total);
    }

    void step(Source where) throws FetchException {
        spend(1, where);
    }

    void expanded(int length, Source where) throws FetchException {
        if (length > WORD) {
            throw IpxeProblems.tooLong(where, WORD);
        }
        spend(1 + length / TEXT, where);
    }

    private void spend(int count, Source where) throws FetchException {
        steps += count;
        total.steps += count;
        if (steps > STEPS) {
            throw IpxeProblems.tooManySteps(where, STEPS);
        }
        if (total.steps > ALL_STEPS) {
            throw IpxeProblems.exhausted(where, ALL_STEPS);
        }
    }
}
