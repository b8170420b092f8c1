package io.strapwork.network.inet.tcp;

/**
 * The retransmission timeout (RFC 6298), in nanoseconds.
 *
 * @param smoothed  SRTT, or 0 before the first measurement
 * @param variation RTTVAR
 * @param base      the timeout without backoff, within the bounds
 * @param doublings of the timeout since the last measurement
 * @param least     bound
 * @param most      bound
 */
record RoundTrip(long smoothed, long variation, long base, int doublings, long least, long most) {
    private static final long FIRST = 1_000_000_000L;

    static RoundTrip unknown(long least, long most) {
        return new RoundTrip(0, 0, Math.clamp(FIRST, least, Math.max(least, most)), 0, least, Math.max(least, most));
    }

    boolean known() {
        return smoothed != 0;
    }

    long timeout() {
        return Math.min(base << Math.min(doublings, 20), most);
    }

    /** A new measurement ends the backoff (RFC 6298 5.7). */
    RoundTrip measured(long sample) {
        long time = Math.max(sample, 1);
        long newVariation = known() ? variation - variation / 4 + Math.abs(smoothed - time) / 4 : time / 2;
        long newSmoothed = known() ? smoothed - smoothed / 8 + time / 8 : time;
        return new RoundTrip(Math.max(1, newSmoothed), newVariation, Math.clamp(newSmoothed + 4 * newVariation, least, most), 0, least,
                most);
    }

    /** The timer ran out. */
    RoundTrip backedOff() {
        return new RoundTrip(smoothed, variation, base, doublings + 1, least, most);
    }

    /** New data was acknowledged: no measurement, yet the path works (as Linux and BSD do). */
    RoundTrip progressed() {
        return doublings == 0 ? this : new RoundTrip(smoothed, variation, base, 0, least, most);
    }
}
