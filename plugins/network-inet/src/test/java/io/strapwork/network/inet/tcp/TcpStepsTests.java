package io.strapwork.network.inet.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.network.inet.tcp.TcpSteps.Action;
import org.junit.jupiter.api.Test;

/** Tables of RFC 9293 3.10, RFC 5961 and RFC 7323. */
class TcpStepsTests {
    private static final int UNA = 1000;
    private static final int MAX = 1500;
    private static final int NEXT = 0xffff_ff00;
    private static final int WINDOW = 4096;
    private static final SequenceSpace SPACE = new SequenceSpace(UNA, MAX, 65535, NEXT, WINDOW, true, 77);
    private static final SequenceSpace SYN_SPACE = new SequenceSpace(UNA, UNA + 1, 0, 0, 0, false, 0);
    private static final TcpState SYN_SENT = new TcpState.SynSent(UNA);
    private static final TcpState SYN_RECEIVED = new TcpState.SynReceived(UNA, NEXT - 1, true);

    private static TcpView segment(int sequence, int acknowledgement, int flags, int bytes) {
        return new TcpView(1, 2, sequence, acknowledgement, flags, 100, 0, -1, false, false, 0, 0, new int[0], 20, bytes);
    }

    private static TcpView stamped(int sequence, int timestamp, int flags) {
        return new TcpView(1, 2, sequence, UNA, flags, 100, 0, -1, false, true, timestamp, 0, new int[0], 32, 10);
    }

    private static void row(Action action, TcpState next, TcpState state, SequenceSpace space, TcpView segment) {
        var step = TcpSteps.arrives(state, space, segment);
        assertEquals(action, step.action(), step::why);
        assertEquals(next, step.next());
    }

    private static void row(Action action, TcpView segment) {
        row(action, TcpState.ESTABLISHED, TcpState.ESTABLISHED, SPACE, segment);
    }

    @Test
    void synSent() {
        row(Action.CONNECT, TcpState.ESTABLISHED, SYN_SENT, SYN_SPACE, segment(5, UNA + 1, TcpView.SYN | TcpView.ACK, 0));
        row(Action.CROSS, new TcpState.SynReceived(UNA, 5, false), SYN_SENT, SYN_SPACE, segment(5, 0, TcpView.SYN, 0));
        row(Action.ABORT, TcpState.CLOSED, SYN_SENT, SYN_SPACE, segment(0, UNA + 1, TcpView.RST | TcpView.ACK, 0));
        row(Action.IGNORE, SYN_SENT, SYN_SENT, SYN_SPACE, segment(0, UNA, TcpView.RST | TcpView.ACK, 0));
        row(Action.IGNORE, SYN_SENT, SYN_SENT, SYN_SPACE, segment(0, 0, TcpView.RST, 0));
        row(Action.RESET, SYN_SENT, SYN_SENT, SYN_SPACE, segment(5, UNA, TcpView.SYN | TcpView.ACK, 0));
        row(Action.RESET, SYN_SENT, SYN_SENT, SYN_SPACE, segment(5, UNA + 2, TcpView.ACK, 0));
        row(Action.IGNORE, SYN_SENT, SYN_SENT, SYN_SPACE, segment(5, UNA + 1, TcpView.ACK, 0));
    }

    @Test
    void synReceived() {
        var space = new SequenceSpace(UNA, UNA + 1, 65535, NEXT, WINDOW, false, 0);
        row(Action.ACCEPT, TcpState.ESTABLISHED, SYN_RECEIVED, space, segment(NEXT, UNA + 1, TcpView.ACK, 0));
        row(Action.RESET, SYN_RECEIVED, SYN_RECEIVED, space, segment(NEXT, UNA, TcpView.ACK, 0));
        row(Action.RESET, SYN_RECEIVED, SYN_RECEIVED, space, segment(NEXT, UNA + 2, TcpView.ACK, 0));
        row(Action.REPEAT, SYN_RECEIVED, SYN_RECEIVED, space, segment(NEXT - 1, 0, TcpView.SYN, 0));
        row(Action.ACCEPT, TcpState.ESTABLISHED, SYN_RECEIVED, space, segment(NEXT - 1, UNA + 1, TcpView.SYN | TcpView.ACK, 0));
        row(Action.ABORT, TcpState.CLOSED, SYN_RECEIVED, space, segment(NEXT, 0, TcpView.RST, 0));
    }

    @Test
    void window() {
        row(Action.ACCEPT, segment(NEXT, UNA, TcpView.ACK, 0));
        row(Action.ACCEPT, segment(NEXT, UNA, TcpView.ACK, 2000));
        row(Action.ACCEPT, segment(NEXT + WINDOW - 1, UNA, TcpView.ACK, 1));
        row(Action.ACKNOWLEDGE, segment(NEXT + WINDOW, UNA, TcpView.ACK, 1));
        row(Action.ACKNOWLEDGE, segment(NEXT - 1, UNA, TcpView.ACK, 1));
        row(Action.ACCEPT, segment(NEXT - 1, UNA, TcpView.ACK, 2));
        row(Action.ACKNOWLEDGE, segment(NEXT - 1, UNA, TcpView.ACK, 0));
        row(Action.ACKNOWLEDGE, segment(NEXT - 10, UNA, TcpView.ACK | TcpView.FIN, 9));
        row(Action.IGNORE, segment(NEXT, UNA, 0, 10));
        var shut = new SequenceSpace(UNA, MAX, 65535, NEXT, 0, false, 0);
        row(Action.ACCEPT, TcpState.ESTABLISHED, TcpState.ESTABLISHED, shut, segment(NEXT, UNA, TcpView.ACK, 1));
        row(Action.ACKNOWLEDGE, TcpState.ESTABLISHED, TcpState.ESTABLISHED, shut, segment(NEXT + 1, UNA, TcpView.ACK, 1));
    }

    @Test
    void blindAttacks() {
        row(Action.ABORT, TcpState.CLOSED, TcpState.ESTABLISHED, SPACE, segment(NEXT, 0, TcpView.RST, 0));
        row(Action.CHALLENGE, segment(NEXT + 1, 0, TcpView.RST, 0));
        row(Action.IGNORE, segment(NEXT - 1, 0, TcpView.RST, 0));
        row(Action.IGNORE, segment(NEXT + WINDOW, 0, TcpView.RST, 0));
        row(Action.CHALLENGE, segment(NEXT, UNA, TcpView.SYN, 0));
        row(Action.CHALLENGE, segment(NEXT, UNA, TcpView.SYN | TcpView.ACK, 0));
        row(Action.CHALLENGE, segment(NEXT, MAX + 1, TcpView.ACK, 10));
        row(Action.ACCEPT, segment(NEXT, MAX, TcpView.ACK, 10));
        row(Action.ACCEPT, segment(NEXT, UNA - 65536, TcpView.ACK, 10));
        row(Action.CHALLENGE, segment(NEXT, UNA - 65537, TcpView.ACK, 10));
    }

    @Test
    void oldTimestamps() {
        row(Action.ACCEPT, stamped(NEXT, 77, TcpView.ACK));
        row(Action.ACCEPT, stamped(NEXT, 78, TcpView.ACK));
        row(Action.ACKNOWLEDGE, stamped(NEXT, 76, TcpView.ACK));
        row(Action.ABORT, TcpState.CLOSED, TcpState.ESTABLISHED, SPACE, stamped(NEXT, 76, TcpView.RST));
    }

    @Test
    void closing() {
        var timeWait = new TcpState.TimeWait(30);
        assertEquals(new TcpState.FinWait1(9), TcpSteps.shutdown(TcpState.ESTABLISHED, 9));
        assertEquals(new TcpState.FinWait1(9), TcpSteps.shutdown(SYN_RECEIVED, 9));
        assertEquals(new TcpState.LastAck(9), TcpSteps.shutdown(TcpState.CLOSE_WAIT, 9));
        assertEquals(TcpState.CLOSED, TcpSteps.shutdown(SYN_SENT, 9));
        assertEquals(timeWait, TcpSteps.shutdown(timeWait, 9));
        assertEquals(TcpState.FIN_WAIT_2, TcpSteps.acknowledged(new TcpState.FinWait1(9), 9, 10, 20));
        assertEquals(new TcpState.FinWait1(9), TcpSteps.acknowledged(new TcpState.FinWait1(9), 8, 10, 20));
        assertEquals(timeWait, TcpSteps.acknowledged(new TcpState.Closing(9), 9, 10, 20));
        assertEquals(TcpState.CLOSED, TcpSteps.acknowledged(new TcpState.LastAck(9), 9, 10, 20));
        assertEquals(TcpState.CLOSE_WAIT, TcpSteps.finArrived(TcpState.ESTABLISHED, 10, 20));
        assertEquals(new TcpState.Closing(9), TcpSteps.finArrived(new TcpState.FinWait1(9), 10, 20));
        assertEquals(timeWait, TcpSteps.finArrived(TcpState.FIN_WAIT_2, 10, 20));
        assertEquals(new TcpState.TimeWait(32), TcpSteps.finArrived(timeWait, 12, 20));
        assertEquals(new TcpState.LastAck(9), TcpSteps.finArrived(new TcpState.LastAck(9), 10, 20));
    }

    @Test
    void withoutConnection() {
        assertEquals(Action.RESET, TcpSteps.unknown(segment(1, 2, TcpView.ACK, 0)));
        assertEquals(Action.IGNORE, TcpSteps.unknown(segment(1, 2, TcpView.RST, 0)));
        assertEquals(Action.ACCEPT, TcpSteps.listening(segment(1, 0, TcpView.SYN, 0)));
        assertEquals(Action.RESET, TcpSteps.listening(segment(1, 2, TcpView.ACK, 0)));
        assertEquals(Action.IGNORE, TcpSteps.listening(segment(1, 2, TcpView.RST, 0)));
        assertEquals(Action.IGNORE, TcpSteps.listening(segment(1, 2, TcpView.SYN | TcpView.FIN, 0)));
    }

    @Test
    void timeWaitIsReopenedByANewerSynOnly() {
        var state = new TcpState.TimeWait(30);
        assertTrue(TcpSteps.reopens(state, SPACE, segment(NEXT + 1, 0, TcpView.SYN, 0)));
        assertFalse(TcpSteps.reopens(state, SPACE, segment(NEXT, 0, TcpView.SYN, 0)));
        assertTrue(TcpSteps.reopens(state, SPACE, stamped(NEXT - 9, 78, TcpView.SYN)));
        assertFalse(TcpSteps.reopens(TcpState.FIN_WAIT_2, SPACE, segment(NEXT + 1, 0, TcpView.SYN, 0)));
    }

    @Test
    void roundTripFollowsRfc6298() {
        var first = RoundTrip.unknown(200, 60_000_000_000L);
        assertEquals(1_000_000_000L, first.timeout());
        var measured = first.measured(800);
        assertEquals(800, measured.smoothed());
        assertEquals(400, measured.variation());
        assertEquals(2400, measured.timeout());
        assertEquals(9600, measured.backedOff().backedOff().timeout());
        assertEquals(2400, measured.backedOff().progressed().timeout());
        var second = measured.measured(1600);
        assertEquals(900, second.smoothed());
        assertEquals(500, second.variation());
        assertEquals(200, first.measured(1).timeout());
    }
}
