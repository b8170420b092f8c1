package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a connection: what has come, which window is offered, when an acknowledgement is due (RFC 9293 3.8.6, RFC 1122 4.2.3.2,
 * RFC 7323). Owns the received bytes.
 */
final class TcpReceiver {
    private static final int GREATEST_FIELD = 0xffff;

    private final ReassemblyQueue queue;
    private final long delayNanos;
    private int buffer;
    private int shift;
    private int segment;
    /** Right edge of the window as the peer knows it. */
    private int edge;
    private int acknowledged;
    private boolean finKnown;
    private int finSequence;
    private boolean finished;
    private boolean due;
    private long deadline = TcpSender.NEVER;
    private boolean timestamps;
    private boolean selective;
    private int recent;
    private boolean discarding;

    /**
     * @param irs     the peer's initial sequence number
     * @param segment bytes of a full segment
     */
    TcpReceiver(int irs, int buffer, int segment, long delayNanos) {
        this.queue = new ReassemblyQueue(irs + 1);
        this.buffer = buffer;
        this.segment = segment;
        this.delayNanos = delayNanos;
        this.edge = irs + 1 + Math.min(buffer, GREATEST_FIELD);
        this.acknowledged = irs;
    }

    /** The shift to offer for a buffer (RFC 7323 2.3). */
    static int shiftFor(int buffer) {
        int shift = 0;
        while (buffer >> shift > GREATEST_FIELD) {
            shift++;
        }
        return shift;
    }

    void agree(int windowShift, boolean useTimestamps, int firstTimestamp, boolean sackPermitted) {
        shift = windowShift;
        selective = sackPermitted;
        timestamps = useTimestamps;
        recent = firstTimestamp;
    }

    boolean timestamps() {
        return timestamps;
    }

    int recent() {
        return recent;
    }

    /** RCV.NXT. */
    int next() {
        return queue.next() + (finished ? 1 : 0);
    }

    /** RCV.WND as the peer knows it. */
    int window() {
        return Math.max(0, edge - next());
    }

    /** FIN is reached; everything before it may still wait for the reader. */
    boolean finished() {
        return finished;
    }

    int readyBytes() {
        return queue.readyBytes();
    }

    void buffer(int bytes) {
        buffer = bytes;
    }

    /** Received bytes are thrown away from now on. */
    void discard() {
        discarding = true;
        queue.release();
    }

    @Nullable
    ByteBuf poll() {
        return queue.poll();
    }

    /** Text, FIN and timestamp of an acceptable segment. Returns whether the FIN was reached now. */
    boolean accept(ByteBuf bytes, TcpView view, long now) {
        if (view.timestamped() && Sequence.atMost(view.sequence(), acknowledged) && !Sequence.before(view.timestamp(), recent)) {
            recent = view.timestamp();
        }
        if (view.length() == 0) {
            return false;
        }
        int before = next();
        int sequence = view.sequence() + (view.has(TcpView.SYN) ? 1 : 0);
        int end = Sequence.earlier(sequence + view.payloadBytes(), finKnown ? finSequence : edge);
        boolean whole = end == sequence + view.payloadBytes();
        if (view.has(TcpView.FIN) && whole && !finKnown) {
            finKnown = true;
            finSequence = end;
        }
        if (!finished && Sequence.before(sequence, end)) {
            queue.add(bytes, view.payloadIndex(), sequence, end - sequence);
            if (discarding) {
                queue.release();
            }
        }
        boolean reached = finKnown && !finished && queue.next() == finSequence;
        finished |= reached;
        schedule(before, view, now, whole);
        return reached;
    }

    private void schedule(int before, TcpView view, long now, boolean whole) {
        int next = next();
        due |= next == before || queue.hasGaps() || finished || !whole || view.has(TcpView.SYN)
                || next - acknowledged >= 2 * segment;
        if (!due && deadline == TcpSender.NEVER) {
            deadline = now + delayNanos;
        }
    }

    /** An acknowledgement must go out at the end of the burst. */
    void demand() {
        due = true;
    }

    boolean due() {
        return due;
    }

    /** When a delayed acknowledgement goes out, or {@link TcpSender#NEVER}. */
    long deadline() {
        return deadline;
    }

    /** The reader made room: whether the peer should hear of it (silly window avoidance, RFC 9293 3.8.6.2.2). */
    boolean opened() {
        int gain = offer() - edge;
        return !finished && gain >= Math.min(buffer / 2, Math.max(2 * segment, window() == 0 ? segment : buffer / 4));
    }

    private int offer() {
        return Sequence.later(edge, next() + Math.max(0, buffer - queue.readyBytes()));
    }

    /** The window field of a segment going out now, which carries the acknowledgement of everything. */
    int announce(boolean syn) {
        int next = next();
        int offer = offer();
        if (offer - edge < Math.min(buffer / 2, segment)) {
            offer = edge;
        }
        int windowShift = syn ? 0 : shift;
        int field = Math.min(Math.max(0, offer - next) >> windowShift, GREATEST_FIELD);
        edge = Sequence.later(edge, next + (field << windowShift));
        acknowledged = next;
        due = due && (queue.hasGaps() || selective && queue.hasBlocks());
        deadline = TcpSender.NEVER;
        return field;
    }

    /** A pure acknowledgement has gone out. */
    void told() {
        due = false;
    }

    int[] blocks() {
        return selective && queue.hasBlocks() ? queue.blocks(TcpMessage.sackRoom(timestamps)) : TcpMessage.NO_SACK;
    }

    /** A segment that is not acceptable: its text may have come before, which the peer wants to know (RFC 2883). */
    void repeated(TcpView view) {
        int end = view.sequence() + view.payloadBytes();
        if (view.payloadBytes() > 0 && Sequence.atMost(end, queue.next())) {
            queue.twice(view.sequence(), end);
        }
        due = true;
    }

    void release() {
        queue.release();
        due = false;
        deadline = TcpSender.NEVER;
    }
}
