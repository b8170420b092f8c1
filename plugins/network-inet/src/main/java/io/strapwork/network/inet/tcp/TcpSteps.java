package io.strapwork.network.inet.tcp;

import io.strapwork.network.inet.tcp.TcpState.CloseWait;
import io.strapwork.network.inet.tcp.TcpState.Closed;
import io.strapwork.network.inet.tcp.TcpState.Closing;
import io.strapwork.network.inet.tcp.TcpState.Established;
import io.strapwork.network.inet.tcp.TcpState.FinWait1;
import io.strapwork.network.inet.tcp.TcpState.FinWait2;
import io.strapwork.network.inet.tcp.TcpState.LastAck;
import io.strapwork.network.inet.tcp.TcpState.SynReceived;
import io.strapwork.network.inet.tcp.TcpState.SynSent;
import io.strapwork.network.inet.tcp.TcpState.TimeWait;

/** Transitions of RFC 9293 3.10 with the checks of RFC 5961 and RFC 7323 5: pure functions. */
final class TcpSteps {
    private TcpSteps() {}

    /** What to do with a segment. */
    enum Action {
        /** Go on with its acknowledgement, text and FIN. */
        ACCEPT,
        /** Nothing. */
        IGNORE,
        /** Drop it and answer with the current acknowledgement. */
        ACKNOWLEDGE,
        /** The same, but not often: it may be an attack (RFC 5961). */
        CHALLENGE,
        /** Answer with RST. */
        RESET,
        /** Repeat the SYN, or SYN and ACK. */
        REPEAT,
        /** The peer accepted the SYN: take over its options, then continue as with ACCEPT. */
        CONNECT,
        /** Both sent SYN at once: take over its options and answer SYN and ACK. */
        CROSS,
        /** The peer ended the connection. */
        ABORT
    }

    /**
     * @param next the state after the action
     * @param why  for the trace
     */
    record Step(TcpState next, Action action, String why) {}

    /** A segment for a connection that does not exist (3.10.7.1): the RST to answer with, or IGNORE. */
    static Action unknown(TcpView segment) {
        return segment.has(TcpView.RST) ? Action.IGNORE : Action.RESET;
    }

    /** A segment for a listener (3.10.7.2). ACCEPT means that a connection begins. */
    static Action listening(TcpView segment) {
        if (segment.has(TcpView.RST)) {
            return Action.IGNORE;
        }
        if (segment.has(TcpView.ACK)) {
            return Action.RESET;
        }
        return segment.has(TcpView.SYN) && !segment.has(TcpView.FIN) ? Action.ACCEPT : Action.IGNORE;
    }

    /** A segment for a connection (3.10.7.3 and 3.10.7.4). */
    static Step arrives(TcpState state, SequenceSpace space, TcpView segment) {
        return switch (state) {
            case Closed _ -> new Step(state, unknown(segment), "closed");
            case SynSent sent -> answersSyn(sent, space, segment);
            case SynReceived received when segment.has(TcpView.SYN) && segment.sequence() == received.irs() && !segment.has(TcpView.RST) ->
                repeatedSyn(received, space, segment);
            default -> synchronised(state, space, segment);
        };
    }

    private static Step answersSyn(SynSent state, SequenceSpace space, TcpView segment) {
        boolean acknowledges = segment.has(TcpView.ACK);
        if (acknowledges
                && (Sequence.atMost(segment.acknowledgement(), state.iss()) || Sequence.before(space.max(), segment.acknowledgement()))) {
            return new Step(state, segment.has(TcpView.RST) ? Action.IGNORE : Action.RESET, "acknowledges what was not sent");
        }
        if (segment.has(TcpView.RST)) {
            return acknowledges ? new Step(TcpState.CLOSED, Action.ABORT, "refused") : new Step(state, Action.IGNORE, "RST without ACK");
        }
        if (!segment.has(TcpView.SYN)) {
            return new Step(state, Action.IGNORE, "neither SYN nor RST");
        }
        return acknowledges
                ? new Step(TcpState.ESTABLISHED, Action.CONNECT, "SYN is answered")
                : new Step(new SynReceived(state.iss(), segment.sequence(), false), Action.CROSS, "simultaneous open");
    }

    private static Step repeatedSyn(SynReceived state, SequenceSpace space, TcpView segment) {
        if (!segment.has(TcpView.ACK)) {
            return new Step(state, Action.REPEAT, "the peer repeats its SYN");
        }
        return segment.acknowledgement() == space.max()
                ? new Step(TcpState.ESTABLISHED, Action.ACCEPT, "simultaneous open is complete")
                : new Step(state, Action.RESET, "acknowledges what was not sent");
    }

    private static Step synchronised(TcpState state, SequenceSpace space, TcpView segment) {
        boolean reset = segment.has(TcpView.RST);
        if (space.timestamps() && segment.timestamped() && !reset && Sequence.before(segment.timestamp(), space.recent())) {
            return new Step(state, Action.ACKNOWLEDGE, "an old duplicate by its timestamp");
        }
        if (!acceptable(space, segment)) {
            return new Step(state, reset ? Action.IGNORE : Action.ACKNOWLEDGE, "outside the window");
        }
        if (reset) {
            return segment.sequence() == space.receiveNext()
                    ? new Step(TcpState.CLOSED, Action.ABORT, "reset")
                    : new Step(state, Action.CHALLENGE, "RST not at RCV.NXT");
        }
        if (segment.has(TcpView.SYN)) {
            return new Step(state, Action.CHALLENGE, "SYN within a connection");
        }
        if (!segment.has(TcpView.ACK)) {
            return new Step(state, Action.IGNORE, "no ACK");
        }
        int ack = segment.acknowledgement();
        if (state instanceof SynReceived) {
            return Sequence.before(space.una(), ack) && Sequence.atMost(ack, space.max())
                    ? new Step(TcpState.ESTABLISHED, Action.ACCEPT, "handshake is complete")
                    : new Step(state, Action.RESET, "acknowledges what was not sent");
        }
        if (Sequence.before(space.max(), ack) || Sequence.before(ack, space.una() - Math.max(space.sendWindow(), 1 << 16))) {
            return new Step(state, Action.CHALLENGE, "acknowledges what was not sent, or long ago");
        }
        return new Step(state, Action.ACCEPT, "");
    }

    /** RFC 9293 3.4 table 5, with the allowance for a closed window: what stands at its edge carries a valid ACK. */
    private static boolean acceptable(SequenceSpace space, TcpView segment) {
        int offset = segment.sequence() - space.receiveNext();
        int window = space.receiveWindow();
        if (offset == 0) {
            return true;
        }
        int length = segment.length();
        if (offset > 0) {
            return offset < window;
        }
        return length > 0 && offset + length > 0;
    }

    /** All before {@code una} has arrived at the peer. */
    static TcpState acknowledged(TcpState state, int una, long now, long timeWait) {
        return switch (state) {
            case FinWait1(int end) when end == una -> TcpState.FIN_WAIT_2;
            case Closing(int end) when end == una -> new TimeWait(now + timeWait);
            case LastAck(int end) when end == una -> TcpState.CLOSED;
            default -> state;
        };
    }

    /** The peer's FIN has its turn. */
    static TcpState finArrived(TcpState state, long now, long timeWait) {
        return switch (state) {
            case Established _ -> TcpState.CLOSE_WAIT;
            case FinWait1(int end) -> new Closing(end);
            case FinWait2 _,TimeWait _ -> new TimeWait(now + timeWait);
            case Closed _,SynSent _,SynReceived _,CloseWait _,Closing _,LastAck _ -> state;
        };
    }

    /**
     * The user has no more to send (CLOSE of 3.10.4).
     *
     * @param end sequence number behind the FIN
     */
    static TcpState shutdown(TcpState state, int end) {
        return switch (state) {
            case SynSent _ -> TcpState.CLOSED;
            case SynReceived _,Established _ -> new FinWait1(end);
            case CloseWait _ -> new LastAck(end);
            case Closed _,FinWait1 _,FinWait2 _,Closing _,LastAck _,TimeWait _ -> state;
        };
    }

    /** Whether a SYN may begin a new connection on the ports of one in TIME-WAIT (RFC 9293 3.6.1, RFC 6191). */
    static boolean reopens(TcpState state, SequenceSpace space, TcpView segment) {
        return state instanceof TimeWait && segment.has(TcpView.SYN) && !segment.has(TcpView.ACK) && !segment.has(TcpView.RST)
                && (space.timestamps() && segment.timestamped() && Sequence.before(space.recent(), segment.timestamp())
                        || Sequence.before(space.receiveNext(), segment.sequence()));
    }
}
