package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.strapwork.network.inet.tcp.Recovery.Phase;

/**
 * The sending half of a connection: what is in flight, what may be sent now, what must be repeated (RFC 9293 3.8, 6298, and the tail
 * loss probe of RFC 8985 section 7). Owns the written bytes.
 */
final class TcpSender {
    static final long NEVER = Long.MAX_VALUE;
    private static final long LEAST_TAIL_PROBE = 10_000_000;

    /** Puts segments on the wire. */
    interface Wire {
        /** @param offset of the payload in the queue */
        void send(int flags, int sequence, int offset, int bytes);
    }

    private final Wire wire;
    private final TcpSettings settings;
    private final SendQueue queue = new SendQueue();
    private final Recovery recovery;
    private final Pacer pacer;
    private final int iss;
    private RoundTrip roundTrip;
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
    private boolean timing;
    private int timedSequence;
    private long timedAt;
    private long deadline = NEVER;
    private long paceAt = NEVER;
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
        this.pacer = new Pacer(now);
        this.segment = segment;
        this.heardAt = now;
        this.sentAt = now;
        this.roundTrip = RoundTrip.unknown(settings.minimumTimeout().toNanos(), settings.maximumTimeout().toNanos());
        this.recovery = new Recovery(control(segment), segment, iss);
    }

    private CongestionControl control(int segmentBytes) {
        return CongestionControl.of(settings.congestion(), segmentBytes, 2 * settings.sendBufferBytes(), iss);
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
        return Math.min(deadline, Math.min(recovery.deadline(), paceAt));
    }

    int segmentBytes() {
        return segment;
    }

    Recovery recovery() {
        return recovery;
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
        paceAt = NEVER;
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
        recovery.agree(control(segmentBytes), segmentBytes, sackPermitted);
        window = peerWindow;
        greatestWindow = peerWindow;
        windowSequence = sequence;
        windowAcknowledgement = una;
    }

    /** Smaller packets from now on; what is in flight was too large. */
    void shrink(int segmentBytes, long now) {
        segment = segmentBytes;
        recovery.shrink(segmentBytes);
        next = una == iss ? next : una;
        timing = false;
        deadline = now + roundTrip.timeout();
    }

    /** An acknowledgement that has been judged acceptable. */
    void acknowledged(TcpView view, long now, long echoedNanos) {
        heardAt = now;
        int ack = view.acknowledgement();
        int out = recovery.flight().out();
        int before = una;
        recovery.delivery().begin();
        boolean told = selective && view.sack().length > 0 && recovery.sacked(view.sack(), ack, max, now);
        int offered = view.has(TcpView.SYN) ? view.window() : view.window() << peerShift;
        if (Sequence.before(una, ack)) {
            advance(ack, now, echoedNanos);
        } else if (ack == una && una != max && view.length() == 0 && !selective && offered == window) {
            recovery.duplicate(max, now);
        }
        if (Sequence.before(windowSequence, view.sequence())
                || windowSequence == view.sequence() && Sequence.atMost(windowAcknowledgement, ack)) {
            offer(offered, view.sequence(), ack);
        }
        if (before != una || told) {
            recovery.judge(out, una - before, max, roundTrip.smoothed(), now);
        }
        if (recovery.urgent()) {
            timing = false;
        }
        rearm(now);
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
        int bytes = ack - una;
        int data = Math.min(bytes - (una == iss ? 1 : 0), queue.bytes());
        una = ack;
        next = Sequence.later(next, una);
        queue.drop(data);
        recovery.advanced(una, echoedNanos, now);
        measure(ack, now, echoedNanos);
        firstRepeatAt = NEVER;
        tailProbed = false;
        deadline = NEVER;
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

    /** Sends what may be sent, at most that many segments. Returns how many. */
    int output(long now, int budget) {
        if (una == iss) {
            return 0;
        }
        CongestionControl control = recovery.control();
        if (next == una && now - sentAt > roundTrip.timeout()) {
            control.idled();
        }
        paceAt = NEVER;
        int sent = recovery.urgent() && repeatLost(now) ? 1 : 0;
        boolean open = pacer.opens(control.rate(), control.quantum(), now);
        while (open && sent < budget && (repeatLost(now) || sendNext(now))) {
            sent++;
            open = pacer.open();
        }
        if (!open && pending()) {
            paceAt = pacer.hold();
        } else if (sent < budget && recovery.flight().lost() == 0 && endOfData() - next < segment && recovery.out() < control.window()) {
            recovery.delivery().applicationLimited(recovery.flight().out());
        }
        rearm(now);
        return sent;
    }

    /** Whether only the pace holds something back. */
    private boolean pending() {
        return recovery.out() < recovery.control().window() && (recovery.flight().lost() > 0
                || Sequence.before(next, Sequence.earlier(endOfData() + (finished ? 1 : 0), una + window)));
    }

    private boolean repeatLost(long now) {
        Flight flight = recovery.flight();
        int id = flight.firstLost();
        if (id == Flight.NONE) {
            return false;
        }
        if (recovery.urgent()) {
            deadline = NEVER;
        } else if (recovery.out() + flight.bytes(id) > recovery.control().window()) {
            return false;
        }
        repeat(id, now);
        return true;
    }

    private void repeat(int id, long now) {
        Flight flight = recovery.flight();
        int start = flight.start(id);
        recovery.repeats(id, now);
        pacer.sent(recovery.control().rate(), flight.bytes(id));
        transmit(start, Sequence.earlier(flight.end(id), endOfData()) - start, now);
    }

    private boolean sendNext(long now) {
        int available = endOfData() - next;
        if (available < 0 || available == 0 && !finished || recovery.flight().full()) {
            return false;
        }
        int bytes = Math.min(available, segment);
        if (bytes > 0) {
            int offered = una + window - next;
            int allowed = Math.min(offered, recovery.control().window() - recovery.out());
            if (allowed < bytes) {
                // silly window avoidance (RFC 9293 3.8.6.2.1); the persist timer overrides it
                if (offered >= bytes || allowed <= 0 || allowed < Math.min(segment, greatestWindow / 2)) {
                    return false;
                }
                bytes = allowed;
            } else if (bytes < segment && next == max && next != una && !noDelay && !finished) {
                return false;
            }
        }
        boolean fresh = next == max;
        if (una == max) {
            deadline = NEVER;
        }
        int start = next;
        next += bytes + (finished && bytes == available ? 1 : 0);
        recovery.sends(start, next, fresh, now);
        pacer.sent(recovery.control().rate(), next - start);
        transmit(start, bytes, now);
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
        if (outstanding && next == max && selective && roundTrip.known() && !tailProbed && recovery.phase() == Phase.NONE && window > 0) {
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
        if (recovery.deadline() != NEVER && recovery.deadline() - now <= 0) {
            timing &= !recovery.detect(recovery.flight().out(), max, roundTrip.smoothed(), now);
        }
        if (deadline == NEVER || deadline - now > 0) {
            return true;
        }
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
        recovery.timedOut(again, max, now);
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
        int tail = recovery.flight().newest();
        if (output(now, 1) > 0) {
            recovery.probesTail(next, false);
        } else if (tail != Flight.NONE) {
            timing = false;
            recovery.probesTail(recovery.flight().end(tail), true);
            repeat(tail, now);
        }
    }
}
