package io.strapwork.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.time.BootLoop;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.testkit.VirtualClock;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class TcpTransportTests {
    private static final Inet4Address OWN = (Inet4Address) InetAddress.ofLiteral("10.0.2.15");
    private final VirtualClock clock = VirtualClock.jumping();
    private final BootLoop loop = BootLoop.start("transport-tcp-test", clock);
    private final InetHost host = new InetHost(loop.eventLoop(), MacAddress.parse("52:54:00:00:00:0a"), 1500, clock,
            new Random(1), new Nowhere());

    private static TcpOptions options(Duration giveUp, long buffer) {
        return options(giveUp, buffer, Duration.ofMillis(200));
    }

    private static TcpOptions options(Duration giveUp, long buffer, Duration minimumRto) {
        return new TcpOptions(Duration.ofSeconds(10), giveUp, minimumRto, Duration.ofSeconds(60), Duration.ofMillis(40),
                Duration.ofSeconds(1), new ByteSize(buffer), new ByteSize(buffer), 128, Duration.ofMillis(50), 1);
    }

    @AfterEach
    void close() throws Exception {
        clock.await(loop.eventLoop().submit(host::close));
        loop.close();
    }

    private void configure() throws Exception {
        clock.await(
                loop.eventLoop().submit(() -> host.assign(IpConfiguration.of(OWN, 24))));
    }

    private ChannelFuture failed(ChannelFuture connect) throws InterruptedException {
        assertTrue(clock.await(connect, Duration.ofMinutes(1)));
        return connect;
    }

    @Test
    void connectionsRunOnTheBootsLoop() throws Exception {
        configure();
        var tcp = new TcpTransport(host, clock, options(Duration.ofSeconds(30), 4 << 20));
        assertNotSame(tcp.bootstrap(), tcp.bootstrap());
        ChannelFuture refused = failed(tcp.bootstrap().handler(new ChannelInboundHandlerAdapter()).connect(new InetSocketAddress(OWN, 81)));
        assertInstanceOf(ConnectException.class, refused.cause());
        assertEquals("Connection refused: /10.0.2.15:81", refused.cause().getMessage());
    }

    @Test
    void namesAreResolvedByTheNetwork() throws Exception {
        configure();
        var tcp = new TcpTransport(host, clock, options(Duration.ofSeconds(30), 4 << 20));
        ChannelFuture failed = failed(tcp.bootstrap().handler(new ChannelInboundHandlerAdapter()).connect("localhost", 80));
        var reason = assertInstanceOf(StrapworkException.class, failed.cause().getCause());
        assertEquals("SW-N603", reason.problems().getFirst().code(), "not by the computer, which knows localhost");
    }

    @Test
    void withoutAnAddressThereIsNoNetwork() throws Exception {
        var tcp = new TcpTransport(host, clock, options(Duration.ofSeconds(30), 4 << 20));
        ChannelFuture failed = failed(tcp.bootstrap().handler(new ChannelInboundHandlerAdapter()).connect(new InetSocketAddress(OWN, 80)));
        assertEquals("Network unreachable, no IPv4 address is configured: /10.0.2.15:80", failed.cause().getMessage());
    }

    @Test
    void networkThatEndsClosesConnections() throws Exception {
        configure();
        var tcp = new TcpTransport(host, clock, options(Duration.ofSeconds(30), 4 << 20));
        var going = tcp.bootstrap().handler(new ChannelInboundHandlerAdapter()).connect(new InetSocketAddress("10.0.2.77", 80));
        clock.await(loop.eventLoop().submit(host::close));
        assertEquals("Network is down", failed(going).cause().getMessage().replace(": /10.0.2.77:80", ""));
    }

    @Test
    void optionsThatMakeNoSenseAreAProblem() {
        var thrown = assertThrows(StrapworkException.class,
                () -> new TcpTransport(host, clock, options(Duration.ofSeconds(30), 4 << 20, Duration.ofSeconds(61))));
        assertEquals(List.of(new Problem("SW-N301", Blame.USER, "transport.tcp",
                "the TCP options can't be used: the shortest retransmission timeout, PT1M1S, is longer than the longest, PT1M",
                "correct the section [transport.tcp]")), thrown.problems());
    }

    private static final class Nowhere implements InetHost.FrameOutput {
        @Override
        public boolean transmit(ByteBuf frame) {
            frame.release();
            return true;
        }

        @Override
        public void flush() {}
    }
}
