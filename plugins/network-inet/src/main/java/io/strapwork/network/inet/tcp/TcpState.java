package io.strapwork.network.inet.tcp;

/** The state of a connection (RFC 9293 3.3.2), each with the data that it alone has. LISTEN is a listener, not a connection. */
public sealed interface TcpState {
    /** No connection. */
    record Closed() implements TcpState {}

    /** @param iss own initial sequence number */
    record SynSent(int iss) implements TcpState {}

    /**
     * @param iss     own initial sequence number
     * @param irs     the peer's
     * @param passive whether it came from a listener
     */
    record SynReceived(int iss, int irs, boolean passive) implements TcpState {}

    record Established() implements TcpState {}

    /** @param end sequence number behind the own FIN, which may not be sent yet */
    record FinWait1(int end) implements TcpState {}

    record FinWait2() implements TcpState {}

    record CloseWait() implements TcpState {}

    /** @param end sequence number behind the own FIN */
    record Closing(int end) implements TcpState {}

    /** @param end sequence number behind the own FIN */
    record LastAck(int end) implements TcpState {}

    /** @param until nanoseconds of the boot's clock */
    record TimeWait(long until) implements TcpState {}

    TcpState CLOSED = new Closed();
    TcpState ESTABLISHED = new Established();
    TcpState FIN_WAIT_2 = new FinWait2();
    TcpState CLOSE_WAIT = new CloseWait();

    /** Both ends know each other's sequence numbers. */
    default boolean synchronised() {
        return !(this instanceof Closed || this instanceof SynSent || this instanceof SynReceived);
    }

    /** The peer may still send data. */
    default boolean receives() {
        return this instanceof Established || this instanceof FinWait1 || this instanceof FinWait2;
    }

    /** The own FIN is asked for. */
    default boolean finished() {
        return this instanceof FinWait1 || this instanceof FinWait2 || this instanceof Closing || this instanceof LastAck
                || this instanceof TimeWait;
    }
}
