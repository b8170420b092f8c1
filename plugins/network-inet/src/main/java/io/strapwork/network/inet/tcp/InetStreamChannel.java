package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.StringUtil;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection as a Netty channel, on the loop of its network. A write is complete when the engine has taken the buffer, which it keeps
 * until the peer acknowledges it: what was written must not be changed any more.
 */
public final class InetStreamChannel extends AbstractChannel implements SocketChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private final TcpConnections connections;
    private final InetStreamChannelConfig config;
    private @Nullable TcpConnection connection;
    private @Nullable ChannelPromise connecting;
    private @Nullable Future<?> connectTimeout;
    private @Nullable InetSocketAddress bound;
    private volatile @Nullable InetSocketAddress local;
    private volatile @Nullable InetSocketAddress remote;
    private volatile boolean open = true;
    private volatile boolean active;
    private volatile boolean inputShutdown;
    private volatile boolean outputShutdown;
    private boolean readPending;
    private boolean delivering;

    /** A connection to be opened by {@code connect}. */
    public InetStreamChannel(TcpConnections connections) {
        super(null);
        this.connections = connections;
        this.config = new InetStreamChannelConfig(this, connections.settings(), connections.settings().receiveBufferBytes(),
                connections.settings().sendBufferBytes());
    }

    /** A connection that came to a listener. */
    InetStreamChannel(InetServerChannel parent, TcpConnections connections, TcpConnection connection) {
        super(parent);
        this.connections = connections;
        this.config = new InetStreamChannelConfig(this, connections.settings(), connections.share(parent.config().getReceiveBufferSize()),
                connections.share(connections.settings().sendBufferBytes()));
        this.connection = connection;
        this.local = new InetSocketAddress(connection.localAddress(), connection.key().localPort());
        this.remote = connection.remote();
        this.active = connection.state().synchronised();
        connection.owner(new Stream());
        connection.sender().noDelay(true);
    }

    TcpConnection connection() {
        TcpConnection own = connection;
        if (own == null) {
            throw new IllegalStateException("not connected");
        }
        return own;
    }

    /** Answers the SYN of a channel that came by {@link TcpChannelOption#HOLD_SYN}; it becomes active when the peer has confirmed. On the loop. */
    public void answer() {
        connection().answer();
    }

    void noDelay(boolean value) {
        TcpConnection own = connection;
        if (own != null) {
            own.sender().noDelay(value);
        }
    }

    @Override
    public InetStreamChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && active;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    @SuppressWarnings("NullAway") // Netty's contract: null for a client
    public ServerSocketChannel parent() {
        return (ServerSocketChannel) super.parent();
    }

    @Override
    @SuppressWarnings("NullAway") // Netty's contract: null before it is known
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    protected SocketAddress localAddress0() {
        return local;
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    protected SocketAddress remoteAddress0() {
        return remote;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop == connections.network().loop();
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new Connecting();
    }

    private Connecting connectingUnsafe() {
        return (Connecting) unsafe();
    }

    // ---- opening

    @Override
    protected void doBind(SocketAddress address) throws Exception {
        var wanted = (InetSocketAddress) address;
        int port = connections.takePort(wanted.getPort());
        var taken = new InetSocketAddress(wanted.getAddress(), port);
        bound = taken;
        local = taken;
    }

    private final class Connecting extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress address, @Nullable SocketAddress localAddress, ChannelPromise promise) {
            if (promise.isDone() || !ensureOpen(promise)) {
                return;
            }
            if (connecting != null) {
                safeSetFailure(promise, new ConnectionPendingException());
            } else if (connection != null) {
                safeSetFailure(promise, new AlreadyConnectedException());
            } else if (!(address instanceof InetSocketAddress to) || to.isUnresolved()) {
                safeSetFailure(promise, new UnresolvedAddressException());
            } else {
                try {
                    begin(to, (InetSocketAddress) localAddress, promise);
                } catch (IOException | RuntimeException e) {
                    connecting = null;
                    safeSetFailure(promise, e);
                    close(voidPromise());
                }
            }
        }

        private void begin(InetSocketAddress to, @Nullable InetSocketAddress from, ChannelPromise promise) throws IOException {
            if (to.getPort() == 0) {
                throw new ConnectException("port 0 can't be connected to: " + to);
            }
            InetAddress peer = to.getAddress();
            boolean broadcast = peer instanceof Inet4Address && Inet4Addresses.toInt(peer) == Inet4Addresses.LIMITED_BROADCAST;
            if (peer.isMulticastAddress() || broadcast || peer.isAnyLocalAddress()) {
                throw new ConnectException("not the address of one host (RFC 9293 MUST-57): " + to);
            }
            InetSocketAddress own = bound;
            if (own == null) {
                own = new InetSocketAddress(from == null ? null : from.getAddress(),
                        connections.takePort(from == null ? 0 : from.getPort()));
                bound = own;
            }
            var fresh = connections.open(own.getAddress(), own.getPort(), to, config.getReceiveBufferSize(), new Stream());
            bound = null;
            connection = fresh;
            connecting = promise;
            remote = to;
            local = new InetSocketAddress(fresh.localAddress(), own.getPort());
            fresh.sender().noDelay(config.isTcpNoDelay());
            int limit = config.getConnectTimeoutMillis();
            if (limit > 0) {
                connectTimeout = eventLoop().schedule(() -> timedOut(to), limit, TimeUnit.MILLISECONDS);
            }
            promise.addListener(future -> {
                if (future.isCancelled()) {
                    close(voidPromise());
                }
            });
            fresh.connect();
        }

        private void timedOut(InetSocketAddress to) {
            ChannelPromise promise = connecting;
            if (promise != null) {
                connecting = null;
                promise.tryFailure(
                        new ConnectTimeoutException("connection timed out after " + config.getConnectTimeoutMillis() + " ms: " + to));
                close(voidPromise());
            }
        }

        void pump() {
            super.flush0();
        }

        void fail(IOException cause) {
            close(voidPromise(), cause, new ClosedChannelException());
        }
    }

    private void stopTimeout() {
        Future<?> timeout = connectTimeout;
        connectTimeout = null;
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    /** What the connection tells. */
    private final class Stream implements TcpConnection.Owner {
        @Override
        public void established() {
            stopTimeout();
            active = true;
            ChannelPromise promise = connecting;
            connecting = null;
            boolean told = promise == null || promise.trySuccess();
            if (isRegistered() && isActive()) {
                pipeline().fireChannelActive();
            }
            if (!told) {
                unsafe().close(unsafe().voidPromise());
            }
        }

        @Override
        public void readable() {
            if (readPending) {
                deliver();
            }
        }

        @Override
        public void writable() {
            connectingUnsafe().pump();
        }

        @Override
        public void failed(IOException cause) {
            stopTimeout();
            ChannelPromise promise = connecting;
            connecting = null;
            if (!isRegistered()) {
                active = false;
                return;
            }
            if (promise != null) {
                promise.tryFailure(cause);
                unsafe().close(unsafe().voidPromise());
            } else if (open) {
                pipeline().fireExceptionCaught(cause);
                connectingUnsafe().fail(cause);
            }
        }
    }

    // ---- reading

    @Override
    protected void doBeginRead() {
        readPending = true;
        TcpConnection own = connection;
        if (!delivering && own != null && (own.readyBytes() > 0 || own.atEnd() && !inputShutdown)) {
            eventLoop().execute(this::deliver);
        }
    }

    private void deliver() {
        TcpConnection own = connection;
        if (delivering || own == null) {
            return;
        }
        delivering = true;
        try {
            while (readPending && open && (own.readyBytes() > 0 || own.atEnd() && !inputShutdown)) {
                readPending = false;
                read(own);
            }
        } finally {
            delivering = false;
        }
    }

    private void read(TcpConnection own) {
        boolean any = false;
        for (ByteBuf data = own.poll(); data != null; data = config.isAutoRead() && open ? own.poll() : null) {
            any = true;
            pipeline().fireChannelRead(data);
        }
        if (any) {
            own.consumed();
            pipeline().fireChannelReadComplete();
        }
        if (open && own.atEnd() && !inputShutdown) {
            inputShutdown = true;
            if (config.isAllowHalfClosure()) {
                pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
                pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
            } else {
                unsafe().close(unsafe().voidPromise());
            }
        }
    }

    // ---- writing

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (message instanceof ByteBuf) {
            return message;
        }
        throw new UnsupportedOperationException("a TCP channel takes ByteBuf, not " + StringUtil.simpleClassName(message));
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer buffer) {
        TcpConnection own = connection();
        for (Object message = buffer.current(); message != null; message = buffer.current()) {
            var data = (ByteBuf) message;
            int bytes = data.readableBytes();
            int room = own.sendRoom(config.getSendBufferSize());
            if (bytes > 0 && room == 0) {
                break;
            }
            int part = Math.min(bytes, room);
            if (part > 0) {
                own.write(data.readRetainedSlice(part));
                buffer.progress(part);
            }
            if (part == bytes) {
                buffer.remove();
            }
        }
        own.push();
    }

    // ---- closing

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        open = false;
        active = false;
        inputShutdown = true;
        outputShutdown = true;
        stopTimeout();
        ChannelPromise promise = connecting;
        connecting = null;
        if (promise != null) {
            promise.tryFailure(new ClosedChannelException());
        }
        InetSocketAddress taken = bound;
        bound = null;
        if (taken != null) {
            connections.releasePort(taken.getPort());
        }
        TcpConnection own = connection;
        if (own != null) {
            own.close(Duration.ofSeconds(config.getSoLinger()));
        }
    }

    @Override
    protected void doShutdownOutput() {
        outputShutdown = true;
        connection().shutdownOutput();
    }

    @Override
    public boolean isInputShutdown() {
        return inputShutdown;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown;
    }

    @Override
    public boolean isShutdown() {
        return inputShutdown && outputShutdown;
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        onLoop(() -> {
            inputShutdown = true;
            TcpConnection own = connection;
            if (own != null) {
                own.discardInput();
            }
            promise.trySuccess();
        });
        return promise;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        onLoop(() -> connectingUnsafe().shutdownOutput(promise));
        return promise;
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        shutdownInput();
        return shutdownOutput(promise);
    }

    private void onLoop(Runnable task) {
        if (eventLoop().inEventLoop()) {
            task.run();
        } else {
            eventLoop().execute(task);
        }
    }
}
