package io.strapwork.network.inet.tcp;

/**
 * What became of the segments in flight: which arrived, which are lost, whether they were lost after all (RFC 2018, 8985, 2883, 3522; RFC 6582 without SACK). It tells the congestion control. Times
 * in nanoseconds, volumes in bytes.
 */
final class Recovery {
    /** DupThresh of RFC 5681. */
    private static final int DUPLICATES = 3;
    /** A timestamp's grain. */
    private static final long GRAIN = 1_000_000;

    /** What losses are being repaired: FAST after acknowledgements that told of them, SLOW after a timeout. */
    enum Phase {
        NONE, FAST, SLOW
    }

    private final Scoreboard board = new Scoreboard();
    private final Flight flight = new Flight();
    private final Delivery delivery = new Delivery();
    private CongestionControl control;
    private Rack rack;
    private Phase phase = Phase.NONE;
    private boolean selective;
    private int segment;
    private int una;
    /** The highest number sent when the loss was seen; its repair ends when that is acknowledged. */
    private int recover;
    private int duplicates;
    private boolean urgent;
    private long reorderAt = TcpSender.NEVER;
    /** Whether the last losses may still turn out to be none. */
    private boolean doubtful;
    /** Whether the acknowledgement of the first repetition is still to come. */
    private boolean echoing;
    private int repetitions;
    private int firstRepeated;
    private long firstRepeatedAt;
    private boolean tailPending;
    private boolean tailRepeated;
    private int tailEnd;

    Recovery(CongestionControl control, int segment, int iss) {
        this.control = control;
        this.segment = segment;
        this.una = iss;
        this.recover = iss;
        this.rack = Rack.initial(iss);
    }

    /** What the peer's SYN tells. */
    void agree(CongestionControl fresh, int segmentBytes, boolean sackPermitted) {
        control = fresh;
        segment = segmentBytes;
        selective = sackPermitted;
    }

    CongestionControl control() {
        return control;
    }

    Delivery delivery() {
        return delivery;
    }

    Flight flight() {
        return flight;
    }

    Phase phase() {
        return phase;
    }

    /** When {@link #detect} wants to be called, or {@link TcpSender#NEVER}. */
    long deadline() {
        return reorderAt;
    }

    /** Whether the next repetition waits neither for the window nor for the pace. */
    boolean urgent() {
        return urgent;
    }

    /** What is on the way, as far as is known ("pipe"). */
    int out() {
        if (selective) {
            return flight.out();
        }
        // RFC 3042, RFC 6582: each duplicate tells that one segment has left
        return Math.max(0, flight.out() - (phase == Phase.FAST ? duplicates : Math.min(duplicates, DUPLICATES - 1)) * segment);
    }

    /** Smaller packets from now on; all that is in flight was too large. */
    void shrink(int segmentBytes) {
        segment = segmentBytes;
        control.segmented(segmentBytes);
        board.clear();
        flight.clear();
        reorderAt = TcpSender.NEVER;
        doubtful = false;
        echoing = false;
    }

    /** A new segment goes out. @param fresh whether its numbers were never sent */
    void sends(int start, int end, boolean fresh, long now) {
        int before = flight.out();
        depart(flight.add(start, end, !fresh), before, now);
    }

    /** A segment goes out once more. */
    void repeats(int id, long now) {
        int before = flight.out();
        urgent = false;
        if (repetitions++ == 0) {
            firstRepeated = flight.start(id);
            firstRepeatedAt = now;
        }
        flight.repeat(id);
        depart(id, before, now);
    }

    private void depart(int id, int before, long now) {
        control.sent(flight.bytes(id), before, delivery.applicationLimited(), now);
        delivery.sent(flight, id, now);
    }

    /** A tail loss probe goes out (RFC 8985 section 7). @param end behind it */
    void probesTail(int end, boolean repeated) {
        tailPending = true;
        tailRepeated = repeated;
        tailEnd = end;
    }

    // ---- what acknowledgements tell

    /** What the peer has beyond gaps. Returns whether any of it is new. */
    boolean sacked(int[] blocks, int ack, int max, long now) {
        int from = Sequence.later(una, ack);
        if (isDuplicate(blocks, ack)) {
            duplicated(blocks[0], blocks[1], max, now);
        }
        for (int i = 0; i + 1 < blocks.length; i += 2) {
            int start = blocks[i];
            int until = blocks[i + 1];
            if (Sequence.before(from, start) && Sequence.before(start, until) && Sequence.atMost(until, max)) {
                for (int at = board.skip(start); Sequence.before(at, until); at = board.skip(at)) {
                    int gapEnd = board.gapEnd(at, until);
                    mark(at, gapEnd, start, until, now);
                    at = gapEnd;
                }
            }
        }
        return board.add(blocks, from, max);
    }

    /** RFC 2883 section 4: the first block tells of something that came twice. */
    private static boolean isDuplicate(int[] blocks, int ack) {
        return Sequence.before(blocks[0], blocks[1]) && (Sequence.atMost(blocks[1], ack)
                || blocks.length >= 4 && Sequence.atMost(blocks[2], blocks[0]) && Sequence.atMost(blocks[1], blocks[3]));
    }

    private void duplicated(int start, int end, int max, long now) {
        rack = rack.duplicated(una, max);
        if (tailPending && end == tailEnd) {
            // both the probe and what it repeated have arrived (RFC 8985 section 7.4.2)
            tailPending = false;
        }
        repetitions -= Math.min(repetitions, Math.max(1, (end - start) / segment));
        if (doubtful && repetitions == 0) {
            undo(now);
        }
    }

    /** The segments that lie in the block, from one number to another. */
    private void mark(int from, int to, int start, int until, long now) {
        for (int id = flight.find(from); id != Flight.NONE && Sequence.before(flight.start(id), to); id = flight.following(id)) {
            if (!flight.isSacked(id) && !Sequence.before(flight.start(id), start) && Sequence.atMost(flight.end(id), until)) {
                arrived(id, now);
                flight.sacked(id);
            }
        }
    }

    private void arrived(int id, long now) {
        delivery.arrived(flight, id, now);
        rack = rack.arrived(flight.sentAt(id), flight.end(id), flight.isRepeated(id), now);
    }

    /**
     * All before that number has arrived.
     *
     * @param echoed how long ago what made the peer say so was sent, by its timestamp, or -1
     */
    void advanced(int ack, long echoed, long now) {
        int bytes = ack - una;
        una = ack;
        leave(now);
        if (!board.advance(una)) {
            board.clear();
            flight.renege();
        }
        duplicates = phase == Phase.FAST ? Math.max(0, duplicates - bytes / segment) : 0;
        if (echoing && repetitions > 0 && Sequence.before(firstRepeated, una)) {
            echoing = false;
            if (echoed > now - firstRepeatedAt + GRAIN) {
                // RFC 3522: the peer answers what was sent first, not the repetition
                undo(now);
            }
        }
        if (phase == Phase.FAST && !selective && Sequence.before(una, recover)) {
            loseHead(now);
        }
        if (tailPending && !Sequence.before(una, tailEnd)) {
            tailPending = false;
            if (tailRepeated && phase == Phase.NONE) {
                // RFC 8985 section 7.4.2: the probe has repaired a loss, which counts like any other
                control.recovers(flight.out() + segment, now);
                control.recovered(now);
            }
        }
    }

    /** What is acknowledged in order leaves the flight. */
    private void leave(long now) {
        for (int id = flight.head(); id != Flight.NONE && Sequence.before(flight.start(id), una); id = flight.head()) {
            if (Sequence.before(una, flight.end(id))) {
                delivery.arrived(una - flight.start(id));
                flight.trimHead(una);
                return;
            }
            if (!flight.isSacked(id)) {
                arrived(id, now);
            }
            flight.removeHead();
        }
    }

    /** An acknowledgement without news, from a peer that knows no SACK. */
    void duplicate(int max, long now) {
        duplicates = Math.min(duplicates + 1, (max - una) / segment + 1);
        if (phase == Phase.NONE && Sequence.atMost(recover, una) && duplicates >= DUPLICATES) {
            int before = flight.out();
            loseHead(now);
            begin(before, max, now);
        }
    }

    /** Without SACK only the first segment can be known to be lost (RFC 6582). */
    private void loseHead(long now) {
        int id = flight.head();
        if (id != Flight.NONE && flight.isOut(id)) {
            lose(id, now);
            urgent = true;
        }
    }

    /**
     * An acknowledgement that told something has been gone through: losses, an end of their repair, a new window.
     *
     * @param before     on the way before it
     * @param cumulative bytes it acknowledges in order
     */
    void judge(int before, int cumulative, int max, long smoothed, long now) {
        if (phase != Phase.NONE && !Sequence.before(una, recover)) {
            phase = Phase.NONE;
            rack = rack.recovered();
            control.recovered(now);
        }
        detect(before, max, smoothed, now);
        delivery.finish(rack.least() == Long.MAX_VALUE ? 0 : rack.least());
        control.acknowledged(delivery, cumulative, before, flight.out(), phase != Phase.NONE, smoothed, now);
    }

    /** RFC 8985 section 6.2 step 5. Returns whether a repair begins. @param before on the way before */
    boolean detect(int before, int max, long smoothed, long now) {
        reorderAt = TcpSender.NEVER;
        if (!selective) {
            return false;
        }
        long patience = rack.patience(phase != Phase.NONE, flight.sacked(), smoothed);
        boolean any = false;
        for (int id = flight.oldest(); id != Flight.NONE && rack.overtook(flight.sentAt(id), flight.end(id)); id = flight.oldest()) {
            if (flight.sentAt(id) + rack.roundTrip() + patience - now > 0) {
                // one timer for all of them
                reorderAt = rack.sentAt() + rack.roundTrip() + patience;
                break;
            }
            lose(id, now);
            any = true;
        }
        return any && begin(before, max, now);
    }

    private void lose(int id, long now) {
        delivery.lost(flight.bytes(id));
        flight.lose(id);
        control.lost(flight, id, delivery, now);
    }

    private boolean begin(int before, int max, long now) {
        if (phase != Phase.NONE) {
            return false;
        }
        phase = Phase.FAST;
        doubt(max);
        control.recovers(before, now);
        return true;
    }

    private void doubt(int max) {
        recover = max;
        urgent = true;
        doubtful = true;
        echoing = true;
        repetitions = 0;
        tailPending = false;
    }

    private void undo(long now) {
        doubtful = false;
        echoing = false;
        urgent = false;
        phase = Phase.NONE;
        flight.restore();
        control.spurious(now);
    }

    /** The retransmission timer ran out (RFC 8985 section 6.3, RFC 5681 section 3.1). @param again for the same data */
    void timedOut(boolean again, int max, long now) {
        int before = flight.out();
        if (again) {
            board.clear();
            flight.renege();
        }
        int head = flight.head();
        if (head != Flight.NONE && flight.isOut(head)) {
            lose(head, now);
        }
        for (int id = flight.oldest(); id != Flight.NONE
                && flight.sentAt(id) + Math.max(0, rack.roundTrip()) - now <= 0; id = flight.oldest()) {
            lose(id, now);
        }
        control.timedOut(before, flight.out(), again, now);
        phase = Phase.SLOW;
        duplicates = 0;
        reorderAt = TcpSender.NEVER;
        doubt(max);
    }
}
