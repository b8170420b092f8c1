package io.strapwork.transport.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.resolver.AddressResolver;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.network.inet.ip.InetHost;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UdpTransportTests {
    private static final Inet4Address OWN = (Inet4Address) InetAddress.ofLiteral("10.0.2.15");
    private final BootLoop loop = BootLoop.start("transport-udp-test", BootClock.system());
    private final InetHost host = new InetHost(loop.eventLoop(), MacAddress.parse("52:54:00:00:00:0a"), 1500, false, BootClock.system(),
            new Random(1), new Nowhere());
    private final UdpTransport udp = new UdpTransport(host, new UdpOptions(Duration.ofMillis(50), 1));

    @AfterEach
    void close() throws Exception {
        if (!loop.eventLoop().isTerminated()) {
            loop.eventLoop().submit(host::close).get();
            loop.close();
        }
    }

    @Test
    void channelsTalkToEachOtherOnTheBootsLoop() throws Exception {
        configure();
        var read = new LinkedBlockingQueue<String>();
        Channel server = udp.bootstrap().handler(new Reader(read)).bind(69).sync().channel();
        Channel client = udp.bootstrap().handler(new ChannelInboundHandlerAdapter()).bind(0).sync().channel();
        client.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer("hello", java.nio.charset.StandardCharsets.US_ASCII),
                new InetSocketAddress(OWN, 69))).sync();
        assertEquals("hello", read.take());
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
        var failed = udp.bootstrap().handler(new ChannelInboundHandlerAdapter()).connect("localhost", 69).await();
        var reason = assertInstanceOf(StrapworkException.class, failed.cause().getCause());
        assertEquals("SW-N603", reason.problems().getFirst().code(), "not by the computer, which knows localhost");
    }

    @Test
    void theResolverEndsWithItsLoop() throws Exception {
        var net = new IpConfiguration(OWN, 24, List.of(), List.of(OWN), "", OptionalInt.empty());
        loop.eventLoop().submit(() -> host.configure(net)).get();
        var failed = udp.bootstrap().handler(new ChannelInboundHandlerAdapter()).connect("boot.example", 69).await();
        var reason = assertInstanceOf(StrapworkException.class, failed.cause().getCause());
        assertEquals("SW-N602", reason.problems().getFirst().code());
        AddressResolver<?> resolver = udp.bootstrap().config().resolver().getResolver(loop.eventLoop());
        loop.eventLoop().submit(host::close).get();
        loop.close();
        resolver.close();
    }

    private void configure() throws Exception {
        loop.eventLoop().submit(() -> host.configure(new IpConfiguration(OWN, 24, List.of(), List.of(), "", OptionalInt.empty()))).get();
    }

    private static final class Reader extends ChannelInboundHandlerAdapter {
        private final LinkedBlockingQueue<String> read;

        Reader(LinkedBlockingQueue<String> read) {
            this.read = read;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var packet = (DatagramPacket) message;
            read.add(packet.content().toString(java.nio.charset.StandardCharsets.US_ASCII));
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
