package io.strapwork.testkit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.tcp.InetStreamChannel;
import io.strapwork.network.inet.tcp.TcpConnections;
import io.strapwork.network.inet.tcp.TcpSettings;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** A client of its own at the other end of a boot server's wire: 10.0.2.15, with TCP, TLS and HTTP by the clock it is given. */
final class WireStation implements AutoCloseable {
    private static final MacAddress STATION = MacAddress.parse("52:54:00:00:00:01");

    private final BootLoop loop;
    private final InetHost host;
    private final TcpConnections tcp;

    WireStation(BootServer server, BootClock clock) {
        loop = BootLoop.start("wire-station", clock);
        BootServer.Plug plug = server.plug(clock, this::hear);
        host = new InetHost(loop.eventLoop(), STATION, 1500, clock, new Random(1), new InetHost.FrameOutput() {
            @Override
            public boolean transmit(ByteBuf frame) {
                byte[] bytes = ByteBufUtil.getBytes(frame);
                frame.release();
                plug.send(bytes);
                return true;
            }

            @Override
            public void flush() {}
        });
        tcp = new TcpConnections(host, clock, TcpSettings.USUAL);
        loop.eventLoop().execute(() -> host.assign(
                IpConfiguration.of((Inet4Address) InetAddress.ofLiteral("10.0.2.15"), 24)));
    }

    private void hear(byte[] frame) {
        loop.eventLoop().execute(() -> {
            host.receive(Unpooled.copiedBuffer(frame));
            host.receiveComplete();
        });
    }

    /** What {@code https://10.0.2.2/NAME} is. */
    Future<byte[]> get(String name, SslContext trust) {
        var body = new CompletableFuture<byte[]>();
        var client = new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(trust.newHandler(channel.alloc(), "10.0.2.2", 443), new HttpClientCodec(),
                        new HttpObjectAggregator(1 << 20), new Asking(name, body));
            }
        };
        new Bootstrap().group(loop.eventLoop()).channelFactory(() -> new InetStreamChannel(tcp)).handler(client)
                .connect(new InetSocketAddress(InetAddress.ofLiteral("10.0.2.2"), 443));
        return body;
    }

    @Override
    public void close() {
        loop.eventLoop().execute(tcp::close);
        loop.close();
    }

    private static final class Asking extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final String name;
        private final CompletableFuture<byte[]> body;

        private Asking(String name, CompletableFuture<byte[]> body) {
            this.name = name;
            this.body = body;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/" + name);
            request.headers().set("host", "10.0.2.2");
            context.writeAndFlush(request);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse answer) {
            body.complete(ByteBufUtil.getBytes(answer.content()));
            context.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            body.completeExceptionally(cause);
        }
    }
}
