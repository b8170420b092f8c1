package io.strapwork.network.inet.tcp;

/**
 * Spreads segments over time: as much as {@code quantum} may go at once, and the rate holds on average (draft-ietf-ccwg-bbr section 5.6.2). What a timer that came late has cost is made up for at up to
 * twice the rate, as Linux does. Times in nanoseconds.
 */
final class Pacer {
    private static final double NANOS = 1e9;
    private static final long MOST_CREDIT = 20_000_000;
    private long next;
    private long until;
    private long credit;
    private boolean free;
    private boolean held;

    Pacer(long now) {
        next = now;
    }

    /**
     * Whether something may be sent now.
     *
     * @param rate    bytes a second, or 0 for as fast as possible
     * @param quantum bytes
     */
    boolean opens(double rate, int quantum, long now) {
        free = rate == 0;
        if (free) {
            next = now;
            credit = 0;
            return true;
        }
        long late = now - next;
        if (late < 0) {
            return false;
        }
        credit = held ? Math.min(credit + late, MOST_CREDIT) : 0;
        held = false;
        next = now;
        until = now + nanos(rate, quantum);
        return true;
    }

    /** Whether another one may follow in the same go. */
    boolean open() {
        return free || next - until < 0;
    }

    void sent(double rate, int bytes) {
        if (rate != 0) {
            long gap = nanos(rate, bytes);
            long saved = Math.min(gap / 2, credit);
            credit -= saved;
            next += gap - saved;
        }
    }

    /** When {@link #opens} will be true. Something is being held back until then. */
    long hold() {
        held = true;
        return next;
    }

    private static long nanos(double rate, int bytes) {
        return (long) (bytes * NANOS / rate);
    }
}
