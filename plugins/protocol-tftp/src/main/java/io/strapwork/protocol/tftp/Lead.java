package io.strapwork.protocol.tftp;

/**
 * Blocks in flight to a server without windows. QEMU's user network sends the next block for each acknowledgement, whatever it acknowledges, so that acknowledgements ahead keep several blocks under way. Whether a server does is tried
 * once: one acknowledgement goes out twice, the next block is not acknowledged, and the one after it comes or not. Other servers ignore the second one (RFC 1123 §4.2.3.1).
 *
 * @param more acknowledgements that went ahead
 * @param most of them
 */
record Lead(Stage stage, int more, int most) {
    /** Where the trial stands. */
    enum Stage {
        NONE, UNTRIED, ASKING, COUNTS
    }

    /** Small files are not worth a trial, which may cost 20 ms. */
    private static final int TRIED_AT = 16;
    /** Half of what a ring of QEMU's card holds. */
    private static final int MOST = 127;
    static final Lead NONE = new Lead(Stage.NONE, 0, 0);

    /** @param asked blocks of the window that the server didn't grant */
    static Lead of(int asked) {
        return asked > 1 ? new Lead(Stage.UNTRIED, 0, Math.min(asked - 1, MOST)) : NONE;
    }

    /** @param acknowledgements of the last block in order, now */
    record Answer(Lead next, int acknowledgements) {}

    boolean tries() {
        return stage != Stage.NONE;
    }

    boolean isAsking() {
        return stage == Stage.ASKING;
    }

    /**
     * @param blocks   so far
     * @param sinceAck of them, not acknowledged
     */
    Answer took(long blocks, int sinceAck) {
        return switch (stage) {
            case UNTRIED -> blocks == TRIED_AT ? new Answer(new Lead(Stage.ASKING, 0, most), 2) : new Answer(this, 1);
            case ASKING -> sinceAck == 1 ? new Answer(this, 0) : new Answer(new Lead(Stage.COUNTS, 1, most), 2);
            case COUNTS -> more < most ? new Answer(new Lead(Stage.COUNTS, more + 1, most), 2) : new Answer(this, 1);
            case NONE -> new Answer(this, 1);
        };
    }

    /** A block comes twice, or none. */
    Lead unanswered() {
        return stage == Stage.ASKING ? NONE : this;
    }
}
