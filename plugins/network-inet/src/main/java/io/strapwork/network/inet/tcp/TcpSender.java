package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.strapwork.network.inet.tcp.Congestion.Phase;

/**
 * The sending half of a connection: what is in flight, what may be sent now, what must be repeated (RFC 9293 3.8, 5681, 6298, 6582, 6675, and the tail
 * loss probe of RFC 8985 section 7). Owns the written bytes.
 */
final class TcpSender {
    static final long NEVER = Long.MAX_VALUE;
    private static final int DUPLICATES = 3;
    private static final long LEAST_TAIL_PROBE = 10_000_000;

    /** Puts segments on the wire. */
    interface Wire {
        /** @param offset of the payload in the queue */
        void send(int flags, int sequence, int offset, int bytes);
    }

    private final Wire wire;
    private final TcpSettings settings;
    private final SendQueue queue = new SendQueue();
    private final Scoreboard board = new Scoreboard();
    private final int iss;
    private RoundTrip roundTrip;
    private Congestion congestion;
    private int una;
    private int next;
    private int max;
    private int window;
    private int windowSequence;
    private int windowAcknowledgement;
    private int greatestWindow;
    private int segment;
    private int peerShift;
    private boolean selective;
    private boolean noDelay;
    private boolean finished;
    /** Sequence number of the FIN, once finished. */
    private int end;
    private int duplicates;
    /** All holes before it have been repeated in this recovery (HighRxt). */
    private int repeated;
    private boolean repeatFirst;
    /** What is not acknowledged before it is lost, whatever the scoreboard says. */
    private int lossFloor;
    /** The highest number sent when the segment at {@code una} was repeated last. */
    private int repeatMark;
    private boolean timing;
    private int timedSequence;
    private long timedAt;
    private long deadline = NEVER;
    private boolean tailProbeDue;
    private boolean tailProbed;
    private long firstRepeatAt = NEVER;
    private long heardAt;
    private long sentAt;

    TcpSender(Wire wire, TcpSettings settings, int iss, int segment, long now) {
        this.wire = wire;
        this.settings = settings;
        this.iss = iss;
        this.una = iss;
        this.next = iss;
        this.max = iss;
        this.lossFloor = iss;
        this.segment = segment;
        this.heardAt = now;
        this.sentAt = now;
        this.roundTrip = RoundTrip.unknown(settings.minimumTimeout().toNanos(), settings.maximumTimeout().toNanos());
        this.congestion = Congestion.initial(segment, 2 * settings.sendBufferBytes(), iss);
    }

    int una() {
        return una;
    }

    int next() {
        return next;
    }

    int max() {
        return max;
    }

    int greatestWindow() {
        return greatestWindow;
    }

    /** Bytes written and not acknowledged. */
    int queuedBytes() {
        return queue.bytes();
    }

    /** When {@link #expired} wants to be called, or {@link #NEVER}. */
    long deadline() {
        return deadline;
    }

    int segmentBytes() {
        return segment;
    }

    Congestion congestion() {
        return congestion;
    }

    RoundTrip roundTrip() {
        return roundTrip;
    }

    void noDelay(boolean value) {
        noDelay = value;
    }

    /** Takes the buffer. */
    void write(ByteBuf data) {
        queue.add(data);
    }

    void copy(int offset, int bytes, ByteBuf out) {
        queue.copy(offset, bytes, out);
    }

    /** In how many buffers these bytes are. */
    int pieces(int offset, int bytes) {
        return queue.pieces(offset, bytes);
    }

    void join(int offset, int bytes, CompositeByteBuf out) {
        queue.join(offset, bytes, out);
    }

    /** No more data; returns the sequence number behind the FIN. */
    int finish() {
        end = endOfData();
        finished = true;
        return end + 1;
    }

    private int endOfData() {
        return finished ? end : (una == iss ? iss + 1 : una) + queue.bytes();
    }

    void release() {
        queue.release();
        deadline = NEVER;
    }

    /** The SYN, or its answer, is going out. */
    void synSent(long now) {
        if (max == iss) {
            timing = true;
            timedSequence = iss + 1;
            timedAt = now;
            next = iss + 1;
            max = iss + 1;
        }
        sentAt = now;
        deadline = now + roundTrip.timeout();
    }

    /** What the peer's SYN tells. */
    void agree(int segmentBytes, int shift, boolean sackPermitted, int peerWindow, int sequence) {
        segment = segmentBytes;
        peerShift = shift;
        selective = sackPermitted;
        congestion = Congestion.initial(segmentBytes, 2 * settings.sendBufferBytes(), iss);
        window = peerWindow;
        greatestWindow = peerWindow;
        windowSequence = sequence;
        windowAcknowledgement = una;
    }

    /** Smaller packets from now on; what is in flight was too large. */
    void shrink(int segmentBytes, long now) {
        segment = segmentBytes;
        congestion = congestion.segmented(segmentBytes);
        next = una == iss ? next : una;
        timing = false;
        board.clear();
        deadline = now + roundTrip.timeout();
    }

    /** An acknowledgement that has been judged acceptable. */
    void acknowledged(TcpView view, long now, long echoedNanos) {
        heardAt = now;
        int ack = view.acknowledgement();
        boolean told = selective && view.sack().length > 0 && board.add(view.sack(), Sequence.later(una, ack), max);
        int offered = view.has(TcpView.SYN) ? view.window() : view.window() << peerShift;
        if (Sequence.before(una, ack)) {
            advance(ack, now, echoedNanos);
        } else if (ack == una && una != max && view.length() == 0 && (told || offered == window && !selective)) {
            duplicate();
        }
        if (Sequence.before(windowSequence, view.sequence())
                || windowSequence == view.sequence() && Sequence.atMost(windowAcknowledgement, ack)) {
            offer(offered, view.sequence(), ack);
        }
        if (told) {
            heardOfTail();
        }
    }

    private void offer(int offered, int sequence, int ack) {
        if (offered > 0 && window == 0 && next == una) {
            deadline = NEVER;
            roundTrip = roundTrip.progressed();
            firstRepeatAt = NEVER;
        }
        window = offered;
        greatestWindow = Math.max(greatestWindow, offered);
        windowSequence = sequence;
        windowAcknowledgement = ack;
    }

    private void advance(int ack, long now, long echoedNanos) {
        boolean limited = limited();
        int bytes = ack - una;
        int data = Math.min(bytes - (una == iss ? 1 : 0), queue.bytes());
        una = ack;
        next = Sequence.later(next, una);
        repeated = Sequence.later(repeated, una);
        lossFloor = Sequence.later(lossFloor, una);
        queue.drop(data);
        if (!board.advance(una)) {
            board.clear();
        }
        measure(ack, now, echoedNanos);
        congestion = congestion.acknowledged(data, una, limited);
        firstRepeatAt = NEVER;
        tailProbed = false;
        if (congestion.phase() == Phase.FAST) {
            duplicates = Math.max(0, duplicates - bytes / segment);
            repeatFirst |= !selective;
            repeatMark = max;
            if (!board.isEmpty()) {
                // a repetition made its way, what was sent before it should have too
                lossFloor = Sequence.later(lossFloor, Sequence.earlier(board.lastStart(), congestion.recover()));
            }
        } else {
            duplicates = 0;
            repeatFirst = false;
        }
        deadline = NEVER;
        rearm(now);
    }

    private void measure(int ack, long now, long echoedNanos) {
        if (timing && Sequence.atMost(timedSequence, ack)) {
            timing = false;
            roundTrip = roundTrip.measured(now - timedAt);
        } else if (echoedNanos >= 0 && roundTrip.doublings() > 0) {
            roundTrip = roundTrip.measured(echoedNanos);
        } else {
            roundTrip = roundTrip.progressed();
        }
    }

    private boolean limited() {
        int flight = next - una;
        return congestion.window() < congestion.threshold() ? 2L * flight >= congestion.window() : flight + segment >= congestion.window();
    }

    private void duplicate() {
        duplicates = Math.min(duplicates + 1, (max - una) / segment + 1);
        if (congestion.phase() == Phase.NONE && Sequence.atMost(congestion.recover(), una)
                && (duplicates >= DUPLICATES || board.lossEdge(una, segment) != una)) {
            enterRecovery();
        } else if (congestion.phase() == Phase.FAST && selective && board.bytes() > 0
                && board.highest() - repeatMark >= DUPLICATES * segment) {
            // data sent after the repetition has arrived: the repetition itself was lost
            repeatFirst = true;
        }
    }

    private void enterRecovery() {
        congestion = congestion.lost(max - una, max);
        next = max;
        repeated = una;
        lossFloor = una;
        repeatFirst = true;
        repeatMark = max;
        timing = false;
        tailProbed = false;
    }

    /** The tail probe has arrived: what it overtook by more than a round trip is lost. */
    private void heardOfTail() {
        if (tailProbed && congestion.phase() == Phase.NONE && board.highest() == max) {
            enterRecovery();
            lossFloor = board.lastStart();
        }
    }

    /** Sends what may be sent, at most that many segments. Returns how many. */
    int output(long now, int budget) {
        if (una == iss) {
            return 0;
        }
        if (next == una && now - sentAt > roundTrip.timeout()) {
            congestion = congestion.idled();
        }
        int sent = 0;
        while (sent < budget && (repeatHole(now) || sendNext(now))) {
            sent++;
        }
        rearm(now);
        return sent;
    }

    private int flight() {
        if (congestion.phase() != Phase.FAST) {
            int known = selective ? board.bytesBefore(next) : Math.min(duplicates, DUPLICATES - 1) * segment;
            return Math.max(0, next - una - known);
        }
        if (!selective) {
            return Math.max(0, next - una - duplicates * segment);
        }
        int edge = Sequence.later(lossEdge(), repeated);
        return next - edge - (board.bytes() - board.bytesBefore(edge)) + repeated - una - board.bytesBefore(repeated);
    }

    private int lossEdge() {
        return Sequence.later(board.lossEdge(una, segment), lossFloor);
    }

    private boolean repeatHole(long now) {
        if (congestion.phase() != Phase.FAST) {
            return false;
        }
        int from = repeatFirst ? una : board.skip(repeated);
        int edge = repeatFirst ? una + segment : lossEdge();
        int until = Sequence.earlier(Sequence.earlier(board.gapEnd(from, edge), from + segment), max);
        if (!Sequence.before(from, until) || !repeatFirst && flight() + (until - from) > congestion.window()) {
            return false;
        }
        if (repeatFirst) {
            repeatMark = max;
            repeatFirst = false;
            deadline = NEVER;
        }
        repeated = Sequence.later(repeated, until);
        transmit(from, Sequence.earlier(until, endOfData()) - from, now);
        return true;
    }

    private boolean sendNext(long now) {
        if (Sequence.before(next, max)) {
            next = Sequence.earlier(board.skip(next), max);
        }
        int available = endOfData() - next;
        if (available <= 0) {
            if (available < 0 || !finished) {
                return false;
            }
            transmit(next, 0, now);
            next++;
            max = Sequence.later(max, next);
            return true;
        }
        int bytes = Math.min(available, segment);
        if (Sequence.before(next, max)) {
            bytes = board.gapEnd(next, next + bytes) - next;
        }
        int offered = una + window - next;
        int allowed = Math.min(offered, congestion.window() - flight());
        if (allowed < bytes) {
            // silly window avoidance (RFC 9293 3.8.6.2.1); the persist timer overrides it
            if (offered >= bytes || allowed <= 0 || allowed < Math.min(segment, greatestWindow / 2)) {
                return false;
            }
            bytes = allowed;
        } else if (bytes < segment && next == max && next != una && !noDelay && !finished) {
            return false;
        }
        boolean fresh = next == max;
        if (una == max) {
            deadline = NEVER;
        }
        transmit(next, bytes, now);
        next += bytes + (finished && bytes == available ? 1 : 0);
        max = Sequence.later(max, next);
        if (fresh && !timing) {
            timing = true;
            timedSequence = next;
            timedAt = now;
        }
        return true;
    }

    private void transmit(int sequence, int bytes, long now) {
        boolean last = sequence + bytes == endOfData();
        int flags = TcpView.ACK | (last && bytes > 0 ? TcpView.PSH : 0) | (last && finished ? TcpView.FIN : 0);
        if (Sequence.before(sequence, max)) {
            timing = timing && Sequence.before(timedSequence, sequence + 1);
        }
        sentAt = now;
        wire.send(flags, sequence, sequence - una, bytes);
    }

    /** Sets the deadline when there is something to wait for and none is set. */
    private void rearm(long now) {
        if (deadline != NEVER || una == iss) {
            return;
        }
        boolean outstanding = una != max;
        if (!outstanding && queue.bytes() == 0 && !finished || finished && una == endOfData() + 1) {
            return;
        }
        long timeout = roundTrip.timeout();
        tailProbeDue = false;
        if (outstanding && next == max && selective && roundTrip.known() && !tailProbed && congestion.phase() == Phase.NONE && window > 0) {
            long probe = 2 * roundTrip.smoothed() + LEAST_TAIL_PROBE + (max - una <= segment ? settings.delayedAck().toNanos() : 0);
            if (probe < timeout) {
                timeout = probe;
                tailProbeDue = true;
            }
        }
        deadline = now + timeout;
    }

    /**
     * The deadline is over: repeats or probes.
     *
     * @return false when the peer has not answered for so long that the connection is given up
     */
    boolean expired(long now) {
        deadline = NEVER;
        if (una != iss && tailProbeDue && una != max) {
            probeTail(now);
            rearm(now);
            return true;
        }
        boolean shut = una != iss && window == 0;
        if (firstRepeatAt == NEVER || shut && heardAt - sentAt >= 0) {
            // a peer that answers window probes may keep the window shut as long as it likes (RFC 9293 3.8.6.1)
            firstRepeatAt = now;
        }
        if (now - firstRepeatAt > settings.giveUp().toNanos()) {
            return false;
        }
        boolean again = roundTrip.doublings() > 0;
        roundTrip = roundTrip.backedOff();
        timing = false;
        if (una == iss) {
            wire.send(TcpView.SYN, iss, 0, 0);
            return true;
        }
        if (shut || una == max) {
            probeWindow(now);
        } else {
            restart(now, again);
        }
        rearm(now);
        return true;
    }

    private void restart(long now, boolean again) {
        congestion = congestion.timedOut(max - una, max, again);
        if (again) {
            board.clear();
        }
        next = una;
        duplicates = 0;
        repeatFirst = false;
        tailProbed = false;
        if (output(now, 1) == 0) {
            probeWindow(now);
        }
    }

    /** RFC 9293 3.8.6.1: an octet that the window forbids, or what silly window avoidance holds back. */
    private void probeWindow(long now) {
        int bytes = Math.min(queue.bytes(), Math.max(1, Math.min(window, segment)));
        if (bytes == 0 && !finished) {
            return;
        }
        transmit(una, bytes, now);
        max = Sequence.later(max, una + bytes + (finished && bytes == queue.bytes() ? 1 : 0));
    }

    private void probeTail(long now) {
        tailProbeDue = false;
        tailProbed = true;
        if (output(now, 1) == 0) {
            int until = Sequence.earlier(max, endOfData());
            int from = Sequence.later(una, until - segment);
            timing = false;
            transmit(from, until - from, now);
        }
    }
}
