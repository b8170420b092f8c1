package io.strapwork.network.inet.tcp;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A port that connections may be opened to (LISTEN), and those that have not been handed over yet, which are bounded. */
final class TcpListener {
    private final InetAddress at;
    private final int port;
    private final int backlog;
    private final int receiveBuffer;
    private final boolean held;
    private final Consumer<TcpConnection> arrived;
    /** In the order of their arrival, so that the same boot ends with the same frames. */
    private final Set<TcpConnection> pending = new LinkedHashSet<>();

    /**
     * @param at      an own address; an unspecified one for all of both families
     * @param port    or 0 for every port without a listener of its own
     * @param held    whether a connection is handed over at its SYN, to be answered by hand
     * @param arrived takes connections over
     */
    TcpListener(InetAddress at, int port, int backlog, int receiveBuffer, boolean held, Consumer<TcpConnection> arrived) {
        this.at = at;
        this.port = port;
        this.backlog = backlog;
        this.receiveBuffer = receiveBuffer;
        this.held = held;
        this.arrived = arrived;
    }

    InetAddress at() {
        return at;
    }

    int port() {
        return port;
    }

    int receiveBuffer() {
        return receiveBuffer;
    }

    boolean full() {
        return pending.size() >= backlog;
    }

    void begin(TcpConnection connection, TcpView syn) {
        if (!held) {
            pending.add(connection);
        }
        connection.accept(syn, held);
        if (held) {
            arrived.accept(connection);
        }
    }

    void established(TcpConnection connection) {
        arrived.accept(connection);
    }

    /** The connection has an owner now, or is gone. */
    void done(TcpConnection connection) {
        pending.remove(connection);
    }

    void close() {
        List.copyOf(pending).forEach(TcpConnection::abort);
    }
}
