package io.strapwork.network.inet.tcp;

/**
 * RACK's state (RFC 8985 section 5.2 and 6.2): what was sent well before something that has arrived is lost. Times in nanoseconds.
 *
 * @param sentAt     when the segment that was sent last of all that arrived was sent (RACK.xmit_ts)
 * @param end        behind it (RACK.end_seq)
 * @param roundTrip  its round trip (RACK.rtt), or -1 before any
 * @param least      the shortest one (RACK.min_RTT), or {@link Long#MAX_VALUE}
 * @param highest    behind the highest number that arrived (RACK.fack)
 * @param reordered  whether an older segment ever arrived later (RACK.reordering_seen)
 * @param quarters   of the shortest round trip to wait for reordered ones (RACK.reo_wnd_mult)
 * @param recoveries until {@code quarters} falls back to one (RACK.reo_wnd_persist)
 * @param round      when this number is acknowledged the next duplicate report counts (RACK.dsack_round); none pending if {@code una} is beyond
 */
record Rack(long sentAt, int end, long roundTrip, long least, int highest, boolean reordered, int quarters, int recoveries, int round) {
    private static final int PERSIST = 16;
    /** DupThresh. */
    private static final int THRESHOLD = 3;

    static Rack initial(int iss) {
        return new Rack(0, iss, -1, Long.MAX_VALUE, iss, false, 1, PERSIST, iss);
    }

    /** A segment has arrived (steps 1 to 3). */
    Rack arrived(long segmentSentAt, int segmentEnd, boolean repeated, long now) {
        long time = Math.max(1, now - segmentSentAt);
        long newLeast = repeated ? least : Math.min(least, time);
        boolean late = reordered || !repeated && Sequence.before(segmentEnd, highest);
        int newHighest = Sequence.later(highest, segmentEnd);
        // step 2: too soon to be an answer to the repetition
        boolean counts = !(repeated && time < newLeast) && (roundTrip < 0 || after(segmentSentAt, segmentEnd, sentAt, end));
        if (!counts) {
            return late == reordered && newHighest == highest && newLeast == least
                    ? this
                    : new Rack(sentAt, end, roundTrip, newLeast, newHighest, late, quarters, recoveries, round);
        }
        return new Rack(segmentSentAt, segmentEnd, time, newLeast, newHighest, late, quarters, recoveries, round);
    }

    /** The peer got something twice (RFC 2883): a repetition was in vain, wait for longer (step 4). @param next behind the highest number sent */
    Rack duplicated(int una, int next) {
        return Sequence.before(una, round)
                ? this
                : new Rack(sentAt, end, roundTrip, least, highest, reordered, Math.min(quarters + 1, 1000), PERSIST, next);
    }

    /** A recovery has ended. */
    Rack recovered() {
        return quarters == 1
                ? this
                : new Rack(sentAt, end, roundTrip, least, highest, reordered, recoveries <= 1 ? 1 : quarters,
                        recoveries <= 1 ? PERSIST : recoveries - 1,
                        round);
    }

    /** How much longer than a round trip to wait (RACK.reo_wnd). @param sacked segments that arrived beyond gaps */
    long patience(boolean recovering, int sacked, long smoothed) {
        if (!reordered && (recovering || sacked >= THRESHOLD) || least == Long.MAX_VALUE) {
            return 0;
        }
        return Math.min(quarters * (least / 4), smoothed);
    }

    /** Whether something sent after that one has arrived. */
    boolean overtook(long segmentSentAt, int segmentEnd) {
        return roundTrip >= 0 && after(sentAt, end, segmentSentAt, segmentEnd);
    }

    private static boolean after(long oneAt, int oneEnd, long otherAt, int otherEnd) {
        return oneAt - otherAt > 0 || oneAt == otherAt && Sequence.before(otherEnd, oneEnd);
    }
}
