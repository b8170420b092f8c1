package io.strapwork.network.inet.tcp;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ServerSocketChannel;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Listens on a port of the network; its children are {@link InetStreamChannel}s. Group and child group are the network's loop. */
public final class InetServerChannel extends AbstractServerChannel implements ServerSocketChannel {
    private final TcpConnections connections;
    private final InetServerChannelConfig config;
    private final Deque<InetStreamChannel> waiting = new ArrayDeque<>();
    private @Nullable TcpListener listener;
    private @Nullable InetSocketAddress local;
    private volatile boolean open = true;
    private boolean readPending;

    public InetServerChannel(TcpConnections connections) {
        this.connections = connections;
        this.config = new InetServerChannelConfig(this, connections.settings());
    }

    @Override
    public InetServerChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && listener != null;
    }

    @Override
    @SuppressWarnings("NullAway") // Netty's contract: null before it is bound
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    @SuppressWarnings("NullAway") // Netty's contract: a server has no remote address
    public InetSocketAddress remoteAddress() {
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    protected SocketAddress localAddress0() {
        return local;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop == connections.network().loop();
    }

    @Override
    protected void doBind(SocketAddress address) throws Exception {
        if (!(address instanceof InetSocketAddress wanted) || wanted.isUnresolved()) {
            throw new SocketException("not an Internet address: " + address);
        }
        boolean every = config.everyPort() && wanted.getPort() == 0;
        int port = every ? 0 : connections.takePort(wanted.getAddress(), wanted.getPort());
        var fresh = new TcpListener(wanted.getAddress(), port, config.getBacklog(), config.getReceiveBufferSize(), config.holdSyn(),
                this::arrived);
        connections.listen(fresh);
        listener = fresh;
        InetAddress own = wanted.getAddress();
        if (own.isAnyLocalAddress()) {
            own = connections.network().facts().configuration().ip4().map(Assigned::address).orElse(own);
        }
        local = new InetSocketAddress(own, port);
    }

    private void arrived(TcpConnection connection) {
        waiting.add(new InetStreamChannel(this, connections, connection));
        if (readPending) {
            deliver();
        }
    }

    @Override
    protected void doBeginRead() {
        readPending = true;
        if (!waiting.isEmpty()) {
            eventLoop().execute(this::deliver);
        }
    }

    private void deliver() {
        if (!readPending || waiting.isEmpty()) {
            return;
        }
        readPending = false;
        for (InetStreamChannel child = waiting.poll(); child != null; child = config.isAutoRead() ? waiting.poll() : null) {
            TcpListener from = listener;
            if (from != null) {
                from.done(child.connection());
            }
            pipeline().fireChannelRead(child);
        }
        pipeline().fireChannelReadComplete();
    }

    @Override
    protected void doClose() {
        open = false;
        TcpListener from = listener;
        listener = null;
        if (from != null) {
            connections.unlisten(from);
        }
        waiting.forEach(child -> child.connection().abort());
        waiting.clear();
    }
}
