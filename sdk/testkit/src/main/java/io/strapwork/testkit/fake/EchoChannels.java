package io.strapwork.testkit.fake;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.IoEventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.tcp.InetServerChannel;
import io.strapwork.network.inet.tcp.InetStreamChannel;
import io.strapwork.network.inet.tcp.TcpConnections;
import io.strapwork.network.inet.udp.UdpEndpoints;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link EchoServer} as channels of an IP host, on the boot's clock. */
final class EchoChannels implements EchoPeer {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int FIRST_BYTES = 100_000;

    private final BootClock clock;
    private final int port;
    private @Nullable Channel listening;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> spoken = new CompletableFuture<>();
    private volatile byte @Nullable [] words;

    /** @param prepare puts in front of the server's own handler what a connection needs, such as TLS */
    static EchoPeer stream(IoEventLoop loop, TcpConnections connections, BootClock clock, InetSocketAddress at, Consumer<Channel> prepare) {
        var echo = new EchoChannels(clock, at.getPort());
        return echo.listening(new ServerBootstrap().group(loop).channelFactory(() -> new InetServerChannel(connections))
                .childHandler(new ChannelInitializer<InetStreamChannel>() {
                    @Override
                    protected void initChannel(InetStreamChannel accepted) {
                        prepare.accept(accepted);
                        accepted.pipeline().addLast(echo.new Connection());
                    }
                }).bind(at));
    }

    static EchoPeer datagrams(IoEventLoop loop, UdpEndpoints endpoints, BootClock clock, InetSocketAddress at) {
        var echo = new EchoChannels(clock, at.getPort());
        return echo.listening(new Bootstrap().group(loop).channelFactory(endpoints::newChannel).handler(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                var packet = (DatagramPacket) message;
                context.writeAndFlush(new DatagramPacket(packet.content(), packet.sender()));
            }
        }).bind(at));
    }

    private EchoChannels(BootClock clock, int port) {
        this.clock = clock;
        this.port = port;
    }

    private EchoChannels listening(ChannelFuture bound) {
        clock.awaitUninterruptibly(bound, BootClock.FOREVER);
        if (!bound.isSuccess()) {
            throw new IllegalStateException("the server can't listen on port " + port, bound.cause());
        }
        listening = bound.channel();
        return this;
    }

    private final class Connection extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            byte[] said = words;
            if (said != null) {
                int first = Math.min(FIRST_BYTES, said.length);
                context.writeAndFlush(Unpooled.wrappedBuffer(Arrays.copyOf(said, first))).addListener(_ -> spoken.complete(null));
                context.writeAndFlush(Unpooled.wrappedBuffer(Arrays.copyOfRange(said, first, said.length)))
                        .addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ended.complete(null);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close(); // the other side is gone
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public EchoPeer saying(byte[] said) {
        words = said.clone();
        return this;
    }

    @Override
    public void awaitSaid() throws InterruptedException {
        if (!clock.await(spoken, PATIENCE)) {
            throw new AssertionError("the server could not say anything");
        }
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        if (!clock.await(ended, PATIENCE)) {
            throw new AssertionError("ignores close: the server does not see the end of the connection");
        }
    }

    @Override
    public void close() {
        Channel channel = listening;
        if (channel != null) {
            clock.awaitUninterruptibly(channel.close(), PATIENCE);
        }
    }
}
