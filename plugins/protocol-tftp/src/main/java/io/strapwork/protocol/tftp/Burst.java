package io.strapwork.protocol.tftp;

/**
 * What the server sends after one acknowledgement. Its blocks come in order, so that one with a lower number begins the next burst.
 *
 * @param seen    the last block of it, counted without roll-over
 * @param awaited an acknowledgement named the block that is due, and its answer hasn't begun: what comes is the rest of the burst before it
 * @param ahead   came before their turn
 */
record Burst(long seen, boolean awaited, Ahead ahead) {
    /** A block that was overtaken by no more than this is late, and begins nothing. */
    private static final int OVERTAKEN = 3;
    static final Burst FIRST = new Burst(0, false, Ahead.NONE);

    Burst saw(long number) {
        boolean begins = number + OVERTAKEN < seen;
        return new Burst(begins ? number : Math.max(seen, number), awaited && !begins, ahead);
    }

    /** The block that was due, and what was kept behind it. */
    Burst took(long number) {
        return new Burst(saw(number).seen, false, ahead.taken());
    }

    Burst keeping(Ahead more) {
        return new Burst(seen, awaited, more);
    }

    Burst awaiting(boolean answer) {
        return new Burst(seen, answer, ahead);
    }
}
