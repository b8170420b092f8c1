package io.strapwork.network.gateway.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.strapwork.network.inet.tcp.InetServerChannel;
import io.strapwork.network.inet.tcp.InetStreamChannel;
import io.strapwork.network.inet.tcp.TcpChannelOption;
import io.strapwork.network.inet.tcp.TcpConnections;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to ports of the gateway on which nothing listens go to the same ports of the computer's loopback. The guest's SYN is answered only when the
 * computer's server has accepted, so that a closed port looks closed.
 */
public final class TcpRelay {
    private static final Logger LOG = LoggerFactory.getLogger(TcpRelay.class);
    private static final int MOST_CONNECTIONS = 1024;
    private static final int CONNECT_MILLIS = 5000;
    /** Each read is a turn of the loop, so it had better be a large one. */
    private static final int MOST_READ_BYTES = 1024 * 1024;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private final TcpConnections connections;
    private final InetAddress host;
    private final List<InetAddress> loopback;
    private int open;

    /** @param host the address whose ports are relayed */
    public TcpRelay(TcpConnections connections, InetAddress host) {
        this.connections = connections;
        this.host = host;
        this.loopback = Loopback.of(host);
    }

    /** Listens on every port that has no listener of its own. */
    public ChannelFuture bind(IoEventLoop loop) {
        return new ServerBootstrap().group(loop).channelFactory(() -> new InetServerChannel(connections))
                .option(TcpChannelOption.EVERY_PORT, true).option(TcpChannelOption.HOLD_SYN, true)
                .childOption(ChannelOption.AUTO_READ, false).childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK).childHandler(new ChannelInitializer<InetStreamChannel>() {
                    @Override
                    protected void initChannel(InetStreamChannel guest) {
                        arrived(guest);
                    }
                }).bind(new InetSocketAddress(host, 0));
    }

    private void arrived(InetStreamChannel guest) {
        if (!guest.localAddress().getAddress().equals(host) || open == MOST_CONNECTIONS) {
            LOG.debug("{} refused: {} connections", guest, open);
            guest.close();
            return;
        }
        open++;
        guest.closeFuture().addListener(_ -> open--);
        var toGuest = new RelayHandler();
        guest.pipeline().addLast(toGuest);
        connect(guest, toGuest, loopback.iterator());
    }

    /** To the first of these addresses on which the port is open. */
    private void connect(InetStreamChannel guest, RelayHandler toGuest, Iterator<InetAddress> addresses) {
        var target = new InetSocketAddress(addresses.next(), guest.localAddress().getPort());
        ChannelFuture connecting = new Bootstrap().group(connections.network().loop()).channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false).option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(2048, 64 * 1024, MOST_READ_BYTES))
                .option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK).handler(nothing()).connect(target);
        guest.closeFuture().addListener(_ -> {
            // From when data flows the handlers end each other, which this must not forestall: it would turn a reset into an orderly end.
            if (!toGuest.isFlowing()) {
                connecting.channel().close();
            }
        });
        connecting.addListener(done -> {
            Channel server = connecting.channel();
            if (done.isSuccess() && !isItself(server)) {
                var toServer = new RelayHandler();
                toGuest.relayTo(server, toServer);
                toServer.relayTo(guest, toGuest);
                server.pipeline().addLast(toServer);
                guest.answer();
                return;
            }
            server.close();
            LOG.debug("{} can't be reached: {}", target, String.valueOf(done.cause()));
            if (addresses.hasNext() && guest.isOpen()) {
                connect(guest, toGuest, addresses);
            } else {
                guest.close();
            }
        });
    }

    /** A socket that gets the port that it calls as its own meets itself (simultaneous open, RFC 9293 3.5): once in some 28,000 calls of a free port of that range. */
    private static boolean isItself(Channel server) {
        return Objects.equals(server.localAddress(), server.remoteAddress());
    }

    private static ChannelHandler nothing() {
        return new ChannelHandlerAdapter() {
        };
    }
}
