package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.FetchException;

/** How much a run may do. Runs that come from one menu share what all of them may do. */
final class Budget {
    /** Commands and expansions from one choice to the next. */
    private static final int STEPS = 100_000;
    private static final int ALL_STEPS = 1_000_000;
    /** Characters of one word. */
    static final int WORD = 64 << 10;
    static final int DEPTH = 32;
    static final int ENTRIES = 10_000;
    /** As much text as one step is worth. */
    private static final int TEXT = 256;

    private final Total total;
    private int steps;

    private static final class Total {
        private final int eachRun;
        private final int all;
        private int steps;

        private Total(int eachRun, int all) {
            this.eachRun = eachRun;
            this.all = all;
        }
    }

    Budget() {
        this(STEPS, ALL_STEPS);
    }

    Budget(int eachRun, int all) {
        this(new Total(eachRun, all));
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

    /** A word as it stands now. */
    void word(int length, Source where) throws FetchException {
        if (length > WORD) {
            throw IpxeProblems.tooLong(where, WORD);
        }
        spend(length / TEXT, where);
    }

    private void spend(int count, Source where) throws FetchException {
        steps += count;
        total.steps += count;
        if (steps > total.eachRun) {
            throw IpxeProblems.tooManySteps(where, total.eachRun);
        }
        if (total.steps > total.all) {
            throw IpxeProblems.exhausted(where, total.all);
        }
    }
}
