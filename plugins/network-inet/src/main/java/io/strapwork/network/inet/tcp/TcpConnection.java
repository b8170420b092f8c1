package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.strapwork.api.stack.PacketListener.Unreachable;
import io.strapwork.network.inet.tcp.TcpState.Closed;
import io.strapwork.network.inet.tcp.TcpState.FinWait2;
import io.strapwork.network.inet.tcp.TcpState.SynReceived;
import io.strapwork.network.inet.tcp.TcpState.SynSent;
import io.strapwork.network.inet.tcp.TcpState.TimeWait;
import io.strapwork.network.inet.tcp.TcpSteps.Action;
import io.strapwork.network.inet.tcp.TcpSteps.Step;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: carries out what {@link TcpSteps} decide, owns both halves and the timer. It outlives its channel until TIME-WAIT ends. On the loop's thread
 * only.
 */
final class TcpConnection implements TcpSender.Wire {
    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
    /** Room in front of a segment for the headers of IP and Ethernet. */
    static final int HEAD_ROOM = 64;
    /** From here on a payload is not copied behind its header, unless it is in many pieces. */
    private static final int JOINED_BYTES = 8192;
    private static final int JOINED_PIECES = 8;
    private static final int USUAL_SEGMENT = 536;
    private static final int LEAST_SEGMENT = 64;
    private static final long CHALLENGE_INTERVAL = 1_000_000_000;
    private static final int CHALLENGES = 10;

    /** Who reads and writes: a channel. */
    interface Owner {
        void established();

        /** There is something to {@link #poll}, or the end is reached. */
        void readable();

        /** Written bytes have been acknowledged. */
        void writable();

        /** The connection is gone, in other ways than the owner asked for. */
        void failed(IOException cause);
    }

    private final TcpConnections connections;
    private final TcpSettings settings;
    private final ConnectionKey key;
    private final InetAddress localAddress;
    private final InetSocketAddress remote;
    private final long pseudoIn;
    private final TcpSender sender;
    private final Alarm alarm;
    private final int timestampOffset;
    private final int iss;
    private final @Nullable TcpListener listener;
    private int receiveBuffer;
    private final int ownShift;
    private @Nullable TcpReceiver receiver;
    private @Nullable Owner owner;
    private TcpState state;
    private boolean timestamps = true;
    private boolean scaled = true;
    private boolean selective = true;
    private boolean held;
    private long orphanUntil = TcpSender.NEVER;
    private boolean orphan;
    private long challengeFrom;
    private int challenges;
    private boolean writableDue;
    private boolean readableDue;
    private boolean resuming;
    /** On the list of connections to look at when the burst ends. */
    boolean touched;

    TcpConnection(TcpConnections connections, ConnectionKey key, InetAddress localAddress, InetSocketAddress remote, int receiveBuffer,
            @Nullable Owner owner, @Nullable TcpListener listener) {
        long now = connections.now();
        this.connections = connections;
        this.settings = connections.settings();
        this.key = key;
        this.localAddress = localAddress;
        this.remote = remote;
        this.owner = owner;
        this.listener = listener;
        this.receiveBuffer = receiveBuffer;
        this.ownShift = TcpReceiver.shiftFor(receiveBuffer);
        this.pseudoIn = TcpChecksum.pseudoHeader(remote.getAddress(), localAddress);
        this.iss = connections.initialSequence().sequence(key, now);
        this.timestampOffset = connections.initialSequence().timestampOffset(key);
        this.state = TcpState.CLOSED;
        this.alarm = new Alarm(connections.network().loop(), connections.clock(), this::rang);
        this.sender = new TcpSender(this, settings, iss, USUAL_SEGMENT, now);
    }

    ConnectionKey key() {
        return key;
    }

    TcpState state() {
        return state;
    }

    InetSocketAddress remote() {
        return remote;
    }

    InetAddress localAddress() {
        return localAddress;
    }

    TcpSender sender() {
        return sender;
    }

    long pseudoIn() {
        return pseudoIn;
    }

    @Nullable
    TcpListener listener() {
        return listener;
    }

    void owner(Owner newOwner) {
        owner = newOwner;
    }

    void receiveBuffer(int bytes) {
        receiveBuffer = bytes;
        if (receiver != null) {
            receiver.buffer(bytes);
        }
    }

    // ---- opening

    void connect() {
        state = new SynSent(iss);
        send(TcpView.SYN, iss, 0, 0);
        settle();
    }

    /** A SYN came for a listener. @param hold whether the answer waits for {@link #answer} */
    void accept(TcpView syn, boolean hold) {
        agree(syn);
        state = new SynReceived(iss, syn.sequence(), true);
        held = hold;
        if (!hold) {
            send(TcpView.SYN, iss, 0, 0);
        }
        settle();
    }

    /** Answers a SYN that was held. */
    void answer() {
        if (held && state instanceof SynReceived) {
            held = false;
            send(TcpView.SYN, iss, 0, 0);
            settle();
        }
    }

    private void agree(TcpView syn) {
        timestamps = syn.timestamped();
        scaled = syn.windowShift() >= 0;
        selective = syn.sackPermitted();
        var fresh = new TcpReceiver(syn.sequence(), receiveBuffer, ownSegment(), settings.delayedAck().toNanos());
        fresh.agree(scaled ? ownShift : 0, timestamps, syn.timestamp(), selective);
        receiver = fresh;
        int offered = syn.mss() == 0 ? USUAL_SEGMENT : syn.mss();
        int segment = Math.max(LEAST_SEGMENT, Math.min(offered, ownSegment()) - (timestamps ? TcpMessage.TIMESTAMP_BYTES : 0));
        sender.agree(segment, scaled ? syn.windowShift() : 0, selective, syn.window(), syn.sequence());
    }

    private int ownSegment() {
        return connections.network().facts().mtu() - key.ipAndTcp();
    }

    // ---- segments in

    SequenceSpace space() {
        var receiving = receiver;
        return receiving == null
                ? new SequenceSpace(sender.una(), sender.max(), sender.greatestWindow(), 0, 0, false, 0)
                : new SequenceSpace(sender.una(), sender.max(), sender.greatestWindow(), receiving.next(), receiving.window(),
                        receiving.timestamps(), receiving.recent());
    }

    /** @param segment whole, its checksum right; only lent */
    void segment(ByteBuf segment, TcpView view, long now) {
        Step step = TcpSteps.arrives(state, space(), view);
        if (step.action() != Action.ACCEPT && LOG.isDebugEnabled()) {
            LOG.debug("{} {} in {}: {}", remote, step.action(), state, step.why());
        }
        switch (step.action()) {
            case ACCEPT -> accepted(segment, view, step.next(), now);
            case IGNORE -> {
                // the trace says why
            }
            case ACKNOWLEDGE -> acknowledgeOld(view, now);
            case CHALLENGE -> challenge(now);
            case RESET -> connections.reset(localAddress, remote, view);
            case REPEAT -> {
                if (!held) {
                    send(TcpView.SYN, iss, 0, 0);
                }
            }
            case CONNECT -> {
                agree(view);
                accepted(segment, view, step.next(), now);
                demand();
            }
            case CROSS -> {
                agree(view);
                state = step.next();
                send(TcpView.SYN, iss, 0, 0);
            }
            case ABORT -> reset();
        }
    }

    private void reset() {
        if (state instanceof TimeWait) {
            // RFC 9293 3.10.7.4: both sides have said all, the user need not hear that the peer has forgotten it
            state = TcpState.CLOSED;
            end();
        } else {
            fail(state.synchronised() ? new SocketException("Connection reset") : new ConnectException("Connection refused: " + remote));
        }
    }

    private void acknowledgeOld(TcpView view, long now) {
        if (state instanceof TimeWait && view.has(TcpView.FIN)) {
            state = TcpSteps.finArrived(state, now, settings.timeWait().toNanos());
        }
        if (receiver != null) {
            receiver.repeated(view);
        }
    }

    private void accepted(ByteBuf segment, TcpView view, TcpState next, long now) {
        boolean opened = !state.synchronised() && next.synchronised();
        state = next;
        int una = sender.una();
        sender.acknowledged(view, now, echoed(view, now));
        writableDue |= una != sender.una();
        state = TcpSteps.acknowledged(state, sender.una(), now, settings.timeWait().toNanos());
        if (state instanceof FinWait2 && orphan && orphanUntil == TcpSender.NEVER) {
            orphanUntil = now + settings.orphan().toNanos();
        }
        if (opened) {
            opened();
        }
        if (state instanceof Closed) {
            end();
            return;
        }
        if (view.length() > 0) {
            text(segment, view, now);
        }
    }

    private void opened() {
        if (owner != null) {
            owner.established();
        } else if (listener != null) {
            listener.established(this);
        }
    }

    private void text(ByteBuf segment, TcpView view, long now) {
        TcpReceiver receiving = receiver;
        if (receiving == null || state instanceof Closed) {
            return;
        }
        if (orphan && view.payloadBytes() > 0 && Sequence.before(receiving.next(), view.sequence() + view.payloadBytes())) {
            // RFC 9293 3.10.4: nobody will read it
            abort();
            return;
        }
        if (receiving.accept(segment, view, now)) {
            state = TcpSteps.finArrived(state, now, settings.timeWait().toNanos());
        }
        readableDue |= receiving.readyBytes() > 0 || receiving.finished();
    }

    /** How long ago the peer's echo was sent, in nanoseconds, or -1. */
    private long echoed(TcpView view, long now) {
        if (!timestamps || !view.timestamped() || view.timestampEcho() == 0) {
            return -1;
        }
        int milliseconds = timestamp(now) - view.timestampEcho();
        return milliseconds < 0 ? -1 : milliseconds * 1_000_000L;
    }

    private int timestamp(long now) {
        return (int) (now / 1_000_000) + timestampOffset;
    }

    private void demand() {
        if (receiver != null) {
            receiver.demand();
        }
    }

    /** At most ten in a second (RFC 5961 section 7). */
    private void challenge(long now) {
        if (now - challengeFrom > CHALLENGE_INTERVAL) {
            challengeFrom = now;
            challenges = 0;
        }
        if (challenges++ < CHALLENGES) {
            demand();
        }
    }

    /** A burst of segments has ended: tell the owner, send, acknowledge. */
    void settle() {
        if (readableDue && owner != null) {
            readableDue = false;
            owner.readable();
        }
        if (writableDue && owner != null) {
            writableDue = false;
            owner.writable();
        }
        push();
    }

    /** Sends what may be sent and an acknowledgement that is due, and winds the timer up. */
    void push() {
        if (state instanceof Closed) {
            return;
        }
        long now = connections.now();
        if (sender.output(now, settings.burstSegments()) == settings.burstSegments() && !resuming) {
            resuming = true;
            connections.network().loop().execute(() -> {
                resuming = false;
                push();
            });
        }
        acknowledge();
        wind(now);
    }

    private void acknowledge() {
        var receiving = receiver;
        if (receiving != null && receiving.due()) {
            emit(TcpView.ACK, sender.max(), 0, 0, receiving.blocks());
            receiving.told();
        }
    }

    // ---- segments out

    /** Called by {@link TcpSender}; SYN gets its options and, in answer to one, the ACK. */
    @Override
    public void send(int flags, int sequence, int offset, int bytes) {
        if ((flags & TcpView.SYN) != 0) {
            if (!held) {
                synchronise();
            }
            sender.synSent(connections.now());
        } else {
            emit(flags, sequence, offset, bytes, TcpMessage.NO_SACK);
        }
    }

    private void synchronise() {
        var receiving = receiver;
        boolean answer = receiving != null;
        int window = receiving == null ? Math.min(receiveBuffer, 0xffff) : receiving.announce(true);
        var message = new TcpMessage(key.localPort(), key.remotePort(), iss, receiving == null ? 0 : receiving.next(),
                answer ? TcpView.SYN | TcpView.ACK : TcpView.SYN, window, ownSegment(), scaled ? ownShift : -1, selective, timestamps,
                timestamp(connections.now()), receiving == null ? 0 : receiving.recent(), TcpMessage.NO_SACK);
        emit(message, 0, 0);
    }

    private void emit(int flags, int sequence, int offset, int bytes, int[] sack) {
        var receiving = receiver;
        if (receiving == null) {
            return;
        }
        int window = receiving.announce(false);
        emit(new TcpMessage(key.localPort(), key.remotePort(), sequence, receiving.next(), flags, window, 0, -1, false, timestamps,
                timestamps ? timestamp(connections.now()) : 0, receiving.recent(), sack), offset, bytes);
    }

    private void emit(TcpMessage message, int offset, int bytes) {
        boolean joins = bytes >= JOINED_BYTES && sender.pieces(offset, bytes) <= JOINED_PIECES;
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(HEAD_ROOM + message.headerBytes() + (joins ? 0 : bytes));
        out.setIndex(HEAD_ROOM, HEAD_ROOM);
        message.writeTo(out);
        if (joins) {
            out = join(out, offset, bytes);
        } else if (bytes > 0) {
            sender.copy(offset, bytes, out);
        }
        connections.send(out, localAddress, remote.getAddress());
    }

    /** Takes the header. What was written is sent from where it is. */
    private ByteBuf join(ByteBuf header, int offset, int bytes) {
        CompositeByteBuf whole = PooledByteBufAllocator.DEFAULT.compositeDirectBuffer(1 + JOINED_PIECES);
        whole.addComponent(true, header.readerIndex(0));
        sender.join(offset, bytes, whole);
        return whole.readerIndex(HEAD_ROOM);
    }

    // ---- the owner's side

    /** Bytes that {@link #write} may still take. */
    int sendRoom(int sendBuffer) {
        return Math.max(0, sendBuffer - sender.queuedBytes());
    }

    /** Takes the buffer; {@link #push} sends. */
    void write(ByteBuf data) {
        sender.write(data);
    }

    @Nullable
    ByteBuf poll() {
        return receiver == null ? null : receiver.poll();
    }

    int readyBytes() {
        return receiver == null ? 0 : receiver.readyBytes();
    }

    /** Everything has been read and the peer has no more. */
    boolean atEnd() {
        return receiver != null && receiver.finished() && receiver.readyBytes() == 0;
    }

    /** The owner has read: the peer may hear of a larger window. */
    void consumed() {
        if (receiver != null && state.receives() && receiver.opened()) {
            receiver.demand();
            push();
        }
    }

    void discardInput() {
        if (receiver != null) {
            receiver.discard();
        }
    }

    /** No more to write: FIN after what is queued. */
    void shutdownOutput() {
        if (state.finished() || state instanceof Closed) {
            return;
        }
        if (state instanceof SynSent || held) {
            abort();
            return;
        }
        state = TcpSteps.shutdown(state, sender.finish());
        push();
    }

    /**
     * The owner leaves; what it wrote is still sent. Unread data ends the connection at once (RFC 9293 3.10.4, RFC 2525 2.17).
     *
     * @param linger how long the rest may take, zero for RST at once, negative for as long as it takes
     */
    void close(Duration linger) {
        owner = null;
        if (state instanceof Closed) {
            if (receiver != null) {
                receiver.release();
            }
            return;
        }
        boolean unread = readyBytes() > 0;
        if (linger.isZero() || unread) {
            abort();
            return;
        }
        orphan = true;
        if (linger.isPositive()) {
            orphanUntil = connections.now() + linger.toNanos();
        }
        shutdownOutput();
        if (state instanceof FinWait2 && orphanUntil == TcpSender.NEVER) {
            orphanUntil = connections.now() + settings.orphan().toNanos();
        }
        wind(connections.now());
    }

    /** RST, where the peer knows of the connection, and gone. */
    void abort() {
        if (state.synchronised() && !(state instanceof TimeWait) || state instanceof SynReceived) {
            int flags = TcpView.RST | TcpView.ACK;
            emit(TcpMessage.bare(key.localPort(), key.remotePort(), sender.max(), receiver == null ? 0 : receiver.next(), flags), 0, 0);
        }
        fail(new SocketException("Connection aborted"));
    }

    // ---- ends

    private void wind(long now) {
        if (state instanceof Closed) {
            return;
        }
        long at = held ? TcpSender.NEVER : sender.deadline();
        if (receiver != null) {
            at = Math.min(at, receiver.deadline());
        }
        at = Math.min(at, orphanUntil);
        if (state instanceof TimeWait(long until)) {
            at = Math.min(until, receiver == null ? until : receiver.deadline());
        }
        alarm.set(at, now);
    }

    private void rang() {
        long now = connections.now();
        if (state instanceof TimeWait(long until) && until - now <= 0) {
            state = TcpState.CLOSED;
            end();
            return;
        }
        if (over(orphanUntil, now) && !(state instanceof TimeWait)) {
            LOG.debug("{} has not closed its side", remote);
            abort();
            return;
        }
        if (!held && over(sender.deadline(), now) && !(state instanceof TimeWait) && !sender.expired(now)) {
            boolean connecting = !state.synchronised();
            fail(connecting ? new ConnectException("Connection timed out: " + remote) : new SocketException("Connection timed out"));
            return;
        }
        if (receiver != null && over(receiver.deadline(), now)) {
            receiver.demand();
        }
        push();
    }

    private static boolean over(long deadline, long now) {
        return deadline != TcpSender.NEVER && deadline - now <= 0;
    }

    /** An ICMP error about a segment of this connection. */
    void unreachable(Unreachable reason, int sequence) {
        boolean ours = state instanceof SynSent(int first)
                ? sequence == first
                : Sequence.atMost(sender.una(), sequence) && Sequence.before(sequence, sender.max());
        if (!ours) {
            LOG.debug("{}: {} about a segment that is not in flight", remote, reason);
            return;
        }
        long now = connections.now();
        if (reason.kind() == Unreachable.Kind.PACKET_TOO_BIG) {
            int mtu = reason.mtu() == 0 ? 576 : reason.mtu();
            int segment = Math.max(LEAST_SEGMENT, mtu - key.ipAndTcp() - (timestamps ? TcpMessage.TIMESTAMP_BYTES : 0));
            if (segment < sender.segmentBytes() && state.synchronised()) {
                sender.shrink(segment, now);
                push();
            }
        } else if (state instanceof SynSent && reason.kind() != Unreachable.Kind.TIME_EXCEEDED) {
            fail(refusal(reason));
        } else {
            // RFC 1122 4.2.3.9, RFC 5461: retransmission decides
            LOG.debug("{}: {} in {}", remote, reason, state);
        }
    }

    private ConnectException refusal(Unreachable reason) {
        return new ConnectException(switch (reason.kind()) {
            case PORT, PROTOCOL -> "Connection refused: " + remote;
            case PROHIBITED -> "Connection prohibited: " + remote;
            case NETWORK -> "Network unreachable: " + remote;
            case NO_ROUTE -> "No route to host: " + remote;
            case NO_NEIGHBOUR -> "Host does not answer on this link: " + remote;
            case HOST, PACKET_TOO_BIG, TIME_EXCEEDED -> "Host unreachable: " + remote;
        });
    }

    /** The connection ends with an error. */
    private void fail(IOException cause) {
        if (readableDue && owner != null) {
            readableDue = false;
            owner.readable();
        }
        state = TcpState.CLOSED;
        Owner told = owner;
        owner = null;
        if (told != null) {
            told.failed(cause);
        }
        end();
    }

    private void end() {
        alarm.cancel();
        sender.release();
        Owner told = owner;
        owner = null;
        if (told != null && receiver != null && receiver.readyBytes() > 0) {
            // LAST-ACK ends only after the owner closed its side; what it did not read stays readable until it closes
            owner = told;
        } else if (receiver != null) {
            receiver.release();
        }
        connections.ended(this);
    }

    /** The engine stops: nothing is sent any more. */
    void drop() {
        fail(state.synchronised() ? new SocketException("Network is down") : new ConnectException("Network is down: " + remote));
    }

}
