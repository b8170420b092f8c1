package io.strapwork.transport.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.resolver.AddressResolver;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.time.BootLoop;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.testkit.VirtualClock;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class UdpTransportTests {
    private static final Inet4Address OWN = (Inet4Address) InetAddress.ofLiteral("10.0.2.15");
    private final VirtualClock clock = VirtualClock.jumping();
    private final BootLoop loop = BootLoop.start("transport-udp-test", clock);
    private final InetHost host = new InetHost(loop.eventLoop(), MacAddress.parse("52:54:00:00:00:0a"), 1500, clock,
            new Random(1), new Nowhere());
    private final UdpTransport udp = new UdpTransport(host, new UdpOptions(Duration.ofMillis(50), 1));

    @AfterEach
    void close() throws Exception {
        if (!loop.eventLoop().isTerminated()) {
            clock.await(loop.eventLoop().submit(host::close));
            loop.close();
        }
    }

    @Test
    void channelsTalkToEachOtherOnTheBootsLoop() throws Exception {
        configure();
        var read = new CompletableFuture<String>();
        Channel server = bound(new Reader(read), 69);
        Channel client = bound(new ChannelInboundHandlerAdapter(), 0);
        clock.await(client.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer("hello", java.nio.charset.StandardCharsets.US_ASCII),
                new InetSocketAddress(OWN, 69))));
        assertEquals("hello", clock.await(read));
        assertEquals(loop.eventLoop(), server.eventLoop());
    }

    @Test
    void eachBootstrapIsNew() {
        Bootstrap first = udp.bootstrap();
        assertNotSame(first, udp.bootstrap());
    }

    @Test
    void namesAreResolvedByTheNetwork() throws Exception {
        configure();
        ChannelFuture failed = failed("localhost");
        var reason = assertInstanceOf(StrapworkException.class, failed.cause().getCause());
        assertEquals("SW-N603", reason.problems().getFirst().code(), "not by the computer, which knows localhost");
    }

    @Test
    void theResolverEndsWithItsLoop() throws Exception {
        var net = IpConfiguration.of(OWN, 24).withNameServers(List.of(OWN));
        clock.await(loop.eventLoop().submit(() -> host.assign(net)));
        ChannelFuture failed = failed("boot.example");
        var reason = assertInstanceOf(StrapworkException.class, failed.cause().getCause());
        assertEquals("SW-N602", reason.problems().getFirst().code());
        AddressResolver<?> resolver = udp.bootstrap().config().resolver().getResolver(loop.eventLoop());
        clock.await(loop.eventLoop().submit(host::close));
        loop.close();
        resolver.close();
    }

    private void configure() throws Exception {
        clock.await(
                loop.eventLoop().submit(() -> host.assign(IpConfiguration.of(OWN, 24))));
    }

    private Channel bound(ChannelInboundHandler handler, int port) throws Exception {
        ChannelFuture bind = udp.bootstrap().handler(handler).bind(port);
        clock.await(bind);
        return bind.channel();
    }

    private ChannelFuture failed(String name) throws InterruptedException {
        ChannelFuture connect = udp.bootstrap().handler(new ChannelInboundHandlerAdapter()).connect(name, 69);
        assertTrue(clock.await(connect, Duration.ofMinutes(1)));
        return connect;
    }

    private static final class Reader extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<String> read;

        Reader(CompletableFuture<String> read) {
            this.read = read;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var packet = (DatagramPacket) message;
            read.complete(packet.content().toString(java.nio.charset.StandardCharsets.US_ASCII));
            packet.release();
        }
    }

    private static final class Nowhere implements InetHost.FrameOutput {
        @Override
        public boolean transmit(io.netty.buffer.ByteBuf frame) {
            frame.release();
            return true;
        }

        @Override
        public void flush() {}
    }
}
