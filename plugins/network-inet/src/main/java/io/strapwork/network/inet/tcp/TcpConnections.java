package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.ip.SourceSelection;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TCP of one host. Make one per network, on any thread; all else happens on the network's loop. It ends with the network, or by {@link #close}:
 * channels are closed then, without a word to their peers.
 */
public final class TcpConnections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpConnections.class);

    /** A peer that opens more than these is not answered. */
    private static final int MOST_CONNECTIONS = 4096;
    /** What the buffers of connections that peers opened share, each way: the more there are, the less does the next one get. */
    private static final int SHARED_BYTES = 64 << 20;
    private static final int LEAST_SHARE = 32 << 10;

    private final IpNetwork network;
    private final BootClock clock;
    private final TcpSettings settings;
    private final Map<ConnectionKey, TcpConnection> connections = new HashMap<>();
    /** By port; those at an IPv6 address apart, so that a server may have the port in each family. */
    private final Map<Integer, TcpListener> listeners = new HashMap<>();
    private final Map<Integer, TcpListener> listeners6 = new HashMap<>();
    private final List<TcpConnection> touched = new ArrayList<>();
    private @Nullable InitialSequence initialSequence;
    private IpNetwork.@Nullable Registration registration;
    private @Nullable TcpConnection latest;
    private boolean closed;

    public TcpConnections(IpNetwork network, BootClock clock, TcpSettings settings) {
        this.network = network;
        this.clock = clock;
        this.settings = settings;
        if (network.loop().inEventLoop()) {
            start();
        } else {
            network.loop().execute(this::start);
        }
    }

    private void start() {
        if (registration == null && !closed) {
            initialSequence = new InitialSequence(network.facts().random());
            registration = network.listen(IpNetwork.TCP, new Segments());
        }
    }

    public IpNetwork network() {
        return network;
    }

    public TcpSettings settings() {
        return settings;
    }

    /** How much of a buffer the next connection of a peer gets. */
    int share(int buffer) {
        return Math.min(buffer, Math.max(LEAST_SHARE, SHARED_BYTES / (connections.size() + 1)));
    }

    BootClock clock() {
        return clock;
    }

    long now() {
        return clock.nanoTime();
    }

    InitialSequence initialSequence() {
        var sequence = initialSequence;
        if (sequence == null) {
            throw new IllegalStateException("the TCP engine is not started, or closed");
        }
        return sequence;
    }

    /** How many connections there are, those in TIME-WAIT included. On the loop. */
    public int size() {
        return connections.size();
    }

    /** The connection between the two, for tests and traces. On the loop. */
    @Nullable
    TcpConnection find(InetAddress local, int localPort, InetSocketAddress remote) {
        return connections.get(new ConnectionKey(local, localPort, remote.getAddress(), remote.getPort()));
    }

    /**
     * A connection that can be {@linkplain TcpConnection#connect() opened}.
     *
     * @param localPort taken from the network; released when the connection ends
     */
    TcpConnection open(@Nullable InetAddress local, int localPort, InetSocketAddress remote, int receiveBuffer, TcpConnection.Owner owner)
            throws ConnectException {
        if (closed) {
            throw new ConnectException("Network is down: " + remote);
        }
        start();
        InetAddress source = local == null || local.isAnyLocalAddress() ? ownAddress(remote) : local;
        var key = new ConnectionKey(source, localPort, remote.getAddress(), remote.getPort());
        if (connections.containsKey(key)) {
            throw new ConnectException("Address already in use: " + remote);
        }
        var connection = new TcpConnection(this, key, source, remote, receiveBuffer, owner, null);
        connections.put(key, connection);
        return connection;
    }

    private InetAddress ownAddress(InetSocketAddress remote) throws ConnectException {
        InetAddress own = SourceSelection.of(network.facts().configuration(), remote.getAddress());
        if (own.isAnyLocalAddress()) {
            String family = own instanceof Inet4Address ? "IPv4" : "IPv6";
            throw new ConnectException("Network unreachable, no " + family + " address is configured: " + remote);
        }
        return own;
    }

    private Map<Integer, TcpListener> listeners(InetAddress at) {
        return at instanceof Inet4Address || at.isAnyLocalAddress() ? listeners : listeners6;
    }

    private @Nullable TcpListener listener(InetAddress own, int port) {
        TcpListener found = own instanceof Inet4Address ? null : listeners6.getOrDefault(port, listeners6.get(0));
        return found == null ? listeners.getOrDefault(port, listeners.get(0)) : found;
    }

    /** A port to listen at, which the other family's listener may have already. */
    int takePort(InetAddress at, int port) throws BindException {
        boolean there = listeners(at).containsKey(port);
        return port != 0 && !there && (listeners.containsKey(port) || listeners6.containsKey(port)) ? port : takePort(port);
    }

    int takePort(int port) throws BindException {
        start();
        return network.facts().ports().take(IpNetwork.TCP, port);
    }

    void releasePort(int port) {
        network.facts().ports().release(IpNetwork.TCP, port);
    }

    void listen(TcpListener listener) throws BindException {
        if (closed) {
            throw new BindException("Network is down");
        }
        start();
        if (listeners(listener.at()).putIfAbsent(listener.port(), listener) != null) {
            throw new BindException("Address already in use: port " + listener.port());
        }
    }

    void unlisten(TcpListener listener) {
        listeners(listener.at()).remove(listener.port(), listener);
        listener.close();
        int port = listener.port();
        if (port != 0 && !listeners.containsKey(port) && !listeners6.containsKey(port)) {
            releasePort(port);
        }
    }

    /** A connection has ended. */
    void ended(TcpConnection connection) {
        if (latest == connection) {
            latest = null;
        }
        if (connections.remove(connection.key(), connection)) {
            TcpListener listener = connection.listener();
            if (listener == null) {
                releasePort(connection.key().localPort());
            } else {
                listener.done(connection);
            }
        }
    }

    /** RST in answer to a segment (RFC 9293 3.10.7.1). */
    void reset(InetAddress local, InetSocketAddress remote, TcpView cause) {
        boolean acknowledges = cause.has(TcpView.ACK);
        var message = TcpMessage.bare(cause.destinationPort(), remote.getPort(), acknowledges ? cause.acknowledgement() : 0,
                cause.sequence() + cause.length(), acknowledges ? TcpView.RST : TcpView.RST | TcpView.ACK);
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(TcpConnection.HEAD_ROOM + message.headerBytes());
        out.setIndex(TcpConnection.HEAD_ROOM, TcpConnection.HEAD_ROOM);
        message.writeTo(out);
        send(out, local, remote.getAddress());
    }

    /** Takes a segment, whose checksum is filled in on the way. */
    void send(ByteBuf out, InetAddress local, InetAddress peer) {
        network.send(Packet.unfinished(IpNetwork.TCP, local, peer, out));
    }

    /** Closes all channels and forgets all connections. On the loop; may be called twice. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (registration != null) {
            registration.close();
        }
        List.copyOf(connections.values()).forEach(TcpConnection::drop);
        listeners.clear();
        listeners6.clear();
    }

    private void touch(TcpConnection connection) {
        if (!connection.touched) {
            connection.touched = true;
            touched.add(connection);
        }
    }

    /** What comes from the network. */
    private final class Segments implements PacketListener {
        @Override
        public boolean received(Packet packet) {
            InetAddress source = packet.source();
            InetAddress destination = packet.destination();
            if (packet.group()) {
                return true;
            }
            ByteBuf payload = packet.payload();
            TcpView view;
            try {
                view = TcpView.parse(payload);
            } catch (MalformedSegmentException e) {
                LOG.debug("segment from {} dropped: {}", source, e.getMessage());
                return true;
            }
            TcpConnection connection = lookUp(source, destination, view);
            long pseudoHeader = connection == null ? TcpChecksum.pseudoHeader(source, destination) : connection.pseudoIn();
            if (!packet.checked() && !TcpChecksum.matches(payload, pseudoHeader)) {
                LOG.debug("segment from {} dropped: wrong checksum", source);
                return true;
            }
            if (connection != null && TcpSteps.reopens(connection.state(), connection.space(), view)) {
                connection.drop();
                connection = null;
            }
            if (connection == null) {
                unknown(source, destination, view);
            } else {
                connection.segment(payload, view, now());
                touch(connection);
            }
            return true;
        }

        private @Nullable TcpConnection lookUp(InetAddress source, InetAddress destination, TcpView view) {
            TcpConnection last = latest;
            if (last != null) {
                ConnectionKey key = last.key();
                if (key.localPort() == view.destinationPort() && key.remotePort() == view.sourcePort() && key.remote().equals(source)
                        && key.local().equals(destination)) {
                    return last;
                }
            }
            var found = connections.get(new ConnectionKey(destination, view.destinationPort(), source, view.sourcePort()));
            if (found != null) {
                latest = found;
            }
            return found;
        }

        private void unknown(InetAddress source, InetAddress destination, TcpView view) {
            var remote = new InetSocketAddress(source, view.sourcePort());
            TcpListener listener = listener(destination, view.destinationPort());
            var action = listener == null ? TcpSteps.unknown(view) : TcpSteps.listening(view);
            if (action == TcpSteps.Action.RESET) {
                LOG.debug("segment from {} to port {} belongs to no connection", remote, view.destinationPort());
                reset(destination, remote, view);
            } else if (action == TcpSteps.Action.ACCEPT && listener != null) {
                if (listener.full() || view.sourcePort() == 0 || connections.size() >= MOST_CONNECTIONS) {
                    LOG.debug("SYN from {} ignored: the backlog of port {} is full", remote, view.destinationPort());
                    return;
                }
                var key = new ConnectionKey(destination, view.destinationPort(), source, view.sourcePort());
                var connection = new TcpConnection(TcpConnections.this, key, destination, remote,
                        share(listener.receiveBuffer()), null, listener);
                connections.put(key, connection);
                listener.begin(connection, view);
            }
        }

        @Override
        public void unreachable(InetAddress destination, Unreachable reason, ByteBuf original) {
            if (original.readableBytes() < 8) {
                return;
            }
            int start = original.readerIndex();
            int localPort = original.getUnsignedShort(start);
            int remotePort = original.getUnsignedShort(start + 2);
            // ICMP does not tell which own address it was, and there are few connections
            for (TcpConnection connection : List.copyOf(connections.values())) {
                ConnectionKey key = connection.key();
                if (key.remote().equals(destination) && key.localPort() == localPort && key.remotePort() == remotePort) {
                    connection.unreachable(reason, original.getInt(start + 4));
                }
            }
        }

        @Override
        public void networkClosed() {
            close();
        }

        @Override
        public void receiveComplete() {
            for (int i = 0; i < touched.size(); i++) {
                TcpConnection connection = touched.get(i);
                connection.touched = false;
                connection.settle();
            }
            touched.clear();
        }
    }
}
