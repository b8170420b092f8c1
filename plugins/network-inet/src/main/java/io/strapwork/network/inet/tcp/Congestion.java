package io.strapwork.network.inet.tcp;

/**
 * NewReno's congestion window (RFC 5681, 6582, 6675), in bytes.
 *
 * @param window    cwnd
 * @param threshold ssthresh
 * @param phase     what losses are being repaired
 * @param recover   the highest sequence number sent when the loss was seen; recovery ends when it is acknowledged
 * @param segment   SMSS
 * @param most      the window never grows beyond it
 */
record Congestion(int window, int threshold, Phase phase, int recover, int segment, int most) {
    /** FAST after duplicate acknowledgements, SLOW after a timeout. */
    enum Phase {
        NONE, FAST, SLOW
    }

    /** RFC 6928. */
    static Congestion initial(int segment, int most, int start) {
        return new Congestion(initialWindow(segment), Integer.MAX_VALUE, Phase.NONE, start, segment, most);
    }

    private static int initialWindow(int segment) {
        return Math.min(10 * segment, Math.max(2 * segment, 14_600));
    }

    /**
     * New data is acknowledged.
     *
     * @param una     all before it has arrived
     * @param limited whether the window was what held the sender back
     */
    Congestion acknowledged(int bytes, int una, boolean limited) {
        if (phase == Phase.FAST) {
            return Sequence.before(una, recover) ? this : new Congestion(threshold, threshold, Phase.NONE, recover, segment, most);
        }
        var next = phase == Phase.SLOW && !Sequence.before(una, recover) ? Phase.NONE : phase;
        if (!limited) {
            return next == phase ? this : new Congestion(window, threshold, next, recover, segment, most);
        }
        long grown = window < threshold
                ? Math.min((long) window + bytes, Math.max(window, (long) threshold) + segment)
                : window + Math.max(1, (long) segment * Math.min(bytes, window) / window);
        return new Congestion((int) Math.min(grown, Math.max(most, segment)), threshold, next, recover, segment, most);
    }

    /** Duplicate acknowledgements tell of a loss. */
    Congestion lost(int flight, int highest) {
        int half = Math.max(flight / 2, 2 * segment);
        return new Congestion(half, half, Phase.FAST, highest, segment, most);
    }

    /** The retransmission timer ran out; a second time for the same data leaves the threshold (RFC 5681 section 3.1). */
    Congestion timedOut(int flight, int highest, boolean again) {
        int half = again ? threshold : Math.max(flight / 2, 2 * segment);
        return new Congestion(segment, half, Phase.SLOW, highest, segment, most);
    }

    /** Nothing was sent for longer than a timeout (RFC 5681 4.1). */
    Congestion idled() {
        return new Congestion(Math.min(window, initialWindow(segment)), threshold, phase, recover, segment, most);
    }

    /** The path takes smaller packets only. */
    Congestion segmented(int bytes) {
        return new Congestion(Math.max(window, bytes), threshold, phase, recover, bytes, most);
    }
}
