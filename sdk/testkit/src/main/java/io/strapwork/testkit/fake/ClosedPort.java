package io.strapwork.testkit.fake;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.apiguardian.api.API;

/**
 * A port of the loopback where nobody is, for as long as this is open. A port that was free a moment ago may be somebody else's by now: another test's server, of another process. This
 * one is taken, by a socket that accepts nothing.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ClosedPort implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final int port;
    private final Closeable socket;

    private ClosedPort(int port, Closeable socket) {
        this.port = port;
        this.socket = socket;
    }

    /** Refuses connections: bound, and nobody listens. */
    public static ClosedPort tcp() throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(LOOPBACK, 0));
        return new ClosedPort(socket.getLocalPort(), socket);
    }

    /** Datagrams are unreachable there: the socket that has it takes its own only. */
    public static ClosedPort udp() throws IOException {
        var socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
        socket.connect(LOOPBACK, socket.getLocalPort());
        return new ClosedPort(socket.getLocalPort(), socket);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
