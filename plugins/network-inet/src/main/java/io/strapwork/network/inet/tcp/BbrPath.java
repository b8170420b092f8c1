package io.strapwork.network.inet.tcp;

/** What {@link Bbr} knows of the path (draft-ietf-ccwg-bbr section 5.5): the rate, the round trip, what it holds. Volumes in bytes, rates in bytes a second, times in nanoseconds. */
final class BbrPath {
    /** What is left of a rate, or of a volume, that was too much. */
    static final double BETA = 0.7;
    private static final double NANOS = 1e9;
    private static final long FILTER = 10_000_000_000L;
    private static final int EXTRA_ROUNDS = 10;
    /** Shorter round trips are a wire's, or memory's: a timer is coarser, and there is no queue to spare. */
    private static final long PACED = 1_000_000;

    private double older;
    private double newer;
    private double bandwidth;
    private long least = Long.MAX_VALUE;
    private long leastAt;
    private boolean seen;
    private long nextRound;
    private int rounds;
    private double latestRate;
    private long latestVolume;
    private double shortRate = Double.MAX_VALUE;
    private int shortVolume = Integer.MAX_VALUE;
    private long lossRoundAt;
    private boolean lossRound;
    private boolean lossInRound;
    private double undoRate = Double.MAX_VALUE;
    private int undoVolume = Integer.MAX_VALUE;
    private long extraAt;
    private double extraDelivered;
    private double extra;
    private double extraNext;
    private int extraRound;

    /** An acknowledgement begins (5.5.1, 5.5.2, 5.5.10). Returns whether a round has ended. */
    boolean acknowledged(Delivery sample) {
        lossRound = false;
        if (!sample.any()) {
            return false;
        }
        latestRate = Math.max(latestRate, sample.rate());
        latestVolume = Math.max(latestVolume, sample.volumeDelivered());
        if (sample.priorDelivered() >= lossRoundAt) {
            lossRoundAt = sample.delivered();
            lossRound = true;
        }
        boolean round = sample.priorDelivered() >= nextRound;
        if (round) {
            startRound(sample);
            rounds++;
        }
        if (sample.rate() > 0 && (sample.rate() >= highest() || !sample.limited())) {
            newer = Math.max(newer, sample.rate());
        }
        return round;
    }

    private double highest() {
        return Math.max(older, newer);
    }

    void startRound(Delivery sample) {
        nextRound = sample.delivered();
    }

    int rounds() {
        return rounds;
    }

    /** Whether a round in which losses are counted has ended. */
    boolean lossRound() {
        return lossRound;
    }

    long latestVolume() {
        return latestVolume;
    }

    /** A probing cycle has ended: what came before the last one is forgotten. */
    void advanceFilter() {
        if (newer > 0) {
            older = newer;
            newer = 0;
        }
    }

    /** A loss. Returns whether it is the round's first. */
    boolean noteLoss(Delivery delivery) {
        if (lossInRound) {
            return false;
        }
        lossInRound = true;
        lossRoundAt = delivery.delivered();
        undoRate = shortRate;
        undoVolume = shortVolume;
        return true;
    }

    /** Once a round: the rate falls to what was delivered, where losses tell that it was too high (5.5.10.3). */
    void adapt(boolean tooHigh, int window) {
        if (tooHigh && lossInRound) {
            shortRate = Math.max(latestRate, BETA * (shortRate == Double.MAX_VALUE ? highest() : shortRate));
            shortVolume = (int) Math.max((double) latestVolume, BETA * (shortVolume == Integer.MAX_VALUE ? window : shortVolume));
        }
        lossInRound = false;
    }

    void resetSignals() {
        lossInRound = false;
        latestRate = 0;
        latestVolume = 0;
    }

    void resetShortTerm() {
        shortRate = Double.MAX_VALUE;
        shortVolume = Integer.MAX_VALUE;
    }

    int shortTermVolume() {
        return shortVolume;
    }

    void undo() {
        lossInRound = false;
        shortRate = Math.max(shortRate, undoRate);
        shortVolume = Math.max(shortVolume, undoVolume);
    }

    /** The acknowledgement has been gone through. */
    void advance(Delivery sample) {
        if (lossRound) {
            latestRate = sample.rate();
            latestVolume = sample.volumeDelivered();
        }
        bandwidth = Math.min(highest(), shortRate);
    }

    /** 0 when nothing has been measured. */
    double bandwidth() {
        return bandwidth;
    }

    /** Receivers, and links, acknowledge in heaps (5.5.9). */
    void aggregate(Delivery sample, int window, boolean filled, long now) {
        double expected = bandwidth * (now - extraAt) / NANOS;
        if (extraDelivered <= expected) {
            extraDelivered = 0;
            extraAt = now;
            expected = 0;
        }
        extraDelivered += sample.newlyDelivered();
        double more = Math.min(extraDelivered - expected, window);
        if (rounds - extraRound > (filled ? EXTRA_ROUNDS / 2 : 1)) {
            extra = extraNext;
            extraNext = 0;
            extraRound = rounds;
        }
        extraNext = Math.max(extraNext, more);
        extra = Math.max(extra, more);
    }

    double extra() {
        return extra;
    }

    void restarted(long now) {
        extraAt = now;
    }

    boolean expired(long now) {
        return seen && now - leastAt > FILTER;
    }

    void measured(Delivery sample, boolean expired, long now) {
        if (sample.roundTrip() >= 0 && (sample.roundTrip() < least || expired)) {
            seen = true;
            least = Math.max(1, sample.roundTrip());
            leastAt = now;
        }
    }

    /** The pipe was empty for a while, and the round trip is as short as it gets. */
    void probed(long now) {
        leastAt = now;
    }

    /** The handshake tells how far it is, before any delayed acknowledgement can. @param smoothed 0 when it does not */
    void shaken(long smoothed, long now) {
        if (!seen && smoothed > 0) {
            seen = true;
            least = smoothed;
            leastAt = now;
        }
    }

    /** Whether the round trip is known. */
    boolean measured() {
        return seen;
    }

    /** That much each round trip. */
    double perSecond(int bytes) {
        return bytes * NANOS / least;
    }

    /** Whether it is worth spreading what is sent over time. */
    boolean slow() {
        return seen && least >= PACED;
    }

    /** So many times what the path holds. @param unknown where nothing has been measured */
    double bdp(double gain, int unknown) {
        return least == Long.MAX_VALUE || bandwidth == 0 ? unknown : gain * bandwidth * least / NANOS;
    }

    @Override
    public String toString() {
        return "bandwidth " + (long) bandwidth + " of " + (long) highest() + " rtt " + least + " shortTerm " + shortVolume + " extra "
                + (long) extra + " rounds " + rounds;
    }
}
