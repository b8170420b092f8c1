package io.strapwork.network.inet.tcp;

/** How much may be on the way, and how fast it may leave. Volumes in bytes, times in nanoseconds. Not for two connections. */
sealed interface CongestionControl permits Cubic, Bbr {
    /** Of a new connection, or of one that learned its segment size. @param most the window never grows beyond it */
    static CongestionControl of(Congestion kind, int segment, int most, int seed) {
        return switch (kind) {
            case CUBIC -> new Cubic(segment, most);
            case BBR -> new Bbr(segment, most, seed);
        };
    }

    /** RFC 6928. */
    static int initialWindow(int segment) {
        return Math.min(10 * segment, Math.max(2 * segment, 14_600));
    }

    /** Most bytes on the way (cwnd). */
    int window();

    /** Bytes a second, or 0 for as fast as the window allows. */
    default double rate() {
        return 0;
    }

    /** Bytes that may leave at once. */
    default int quantum() {
        return Integer.MAX_VALUE;
    }

    /** A segment is being sent. @param out what was on the way before */
    default void sent(int bytes, int out, boolean applicationLimited, long now) {}

    /**
     * Something has arrived.
     *
     * @param sample     what the acknowledgement told
     * @param cumulative bytes it acknowledges in order
     * @param before     on the way before it
     * @param out        on the way now
     * @param recovering whether a loss is being repaired, by a timeout or without
     */
    void acknowledged(Delivery sample, int cumulative, int before, int out, boolean recovering, long smoothed, long now);

    /** This segment is lost; it is still in the flight, though no longer on the way. */
    default void lost(Flight flight, int id, Delivery delivery, long now) {}

    /** A loss begins to be repaired. @param out what was on the way before it was seen */
    void recovers(int out, long now);

    /** All losses are repaired. */
    void recovered(long now);

    /** The retransmission timer ran out. @param again for the same data */
    void timedOut(int before, int out, boolean again, long now);

    /** What was taken for a loss since {@link #recovers} or {@link #timedOut} was none. */
    void spurious(long now);

    /** Nothing was sent for longer than a timeout. */
    default void idled() {}

    /** The path takes smaller packets only. */
    void segmented(int segment);
}
