package io.strapwork.network.inet.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramPacket;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.network.inet.TestNet;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InetDatagramChannelTests {
    private final TestNet net = TestNet.configured();
    private final UdpEndpoints client = new UdpEndpoints(net.a);
    private final UdpEndpoints server = new UdpEndpoints(net.b);
    private final Inbox inbox = new Inbox();

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void datagramsGoThereAndBack() {
        serve(69);
        Channel channel = bound(0);
        channel.writeAndFlush(packet("hello", 69));
        net.run();
        assertEquals(List.of("hello from 10.0.2.2:69 to 10.0.2.15:" + port(channel)), inbox.lines);
        assertTrue(port(channel) >= 49152, "ephemeral");
    }

    @Test
    void datagramsLargerThanTheMtuGoThereAndBack() {
        serve(69);
        Channel channel = bound(0);
        var data = new byte[UdpEndpoints.MOST_DATA];
        new Random(3).nextBytes(data);
        channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(data), new InetSocketAddress(TestNet.B, 69)));
        net.run();
        assertEquals(1, inbox.sizes.size());
        assertEquals(data.length, inbox.sizes.getFirst());
        assertEquals(java.util.Arrays.hashCode(data), inbox.hashes.getFirst());
    }

    @Test
    void aDatagramThatIsTooLongFails() {
        Channel channel = bound(0);
        ChannelFuture future = channel.writeAndFlush(
                new DatagramPacket(Unpooled.buffer().writeZero(UdpEndpoints.MOST_DATA + 1), new InetSocketAddress(TestNet.B, 69)));
        net.run();
        assertEquals("a datagram of 65508 bytes is too long; the limit is 65507", future.cause().getMessage());
    }

    @Test
    void aPortIsTakenOnceAndReleasedByClose() throws Exception {
        Channel first = bound(1000);
        ChannelFuture second = bootstrap(client, inbox).bind(1000);
        net.run();
        assertInstanceOf(BindException.class, second.cause());
        assertEquals("UDP port 1000 is in use", second.cause().getMessage());
        first.close();
        net.run();
        assertEquals(1000, net.a.facts().ports().take(IpNetwork.UDP, 1000));
    }

    @Test
    void aConnectedChannelHearsOnlyItsPeer() {
        ChannelFuture connect = bootstrap(client, inbox).connect(TestNet.B, 69);
        net.run();
        assertTrue(connect.isSuccess());
        var other = new Inbox();
        ChannelFuture stranger = bootstrap(server, other).bind(70);
        net.run();
        stranger.channel().writeAndFlush(
                new DatagramPacket(Unpooled.copiedBuffer("x", StandardCharsets.US_ASCII),
                        new InetSocketAddress(TestNet.A, port(connect.channel()))));
        net.run();
        assertTrue(inbox.lines.isEmpty());
        assertInstanceOf(PortUnreachableException.class, other.errors.getFirst());
    }

    @Test
    void aClosedPortIsReported() {
        Channel channel = bound(0);
        channel.writeAndFlush(packet("hello", 69));
        net.run();
        assertInstanceOf(PortUnreachableException.class, inbox.errors.getFirst());
        assertEquals("nothing listens on UDP port 69 of 10.0.2.2", inbox.errors.getFirst().getMessage());
    }

    @Test
    void aHostThatIsNotThereIsReported() {
        Channel channel = bound(0);
        channel.writeAndFlush(
                new DatagramPacket(Unpooled.copiedBuffer("x", StandardCharsets.US_ASCII),
                        new InetSocketAddress(TestNet.ip("10.0.2.77"), 69)));
        net.pass(Duration.ofSeconds(4));
        assertInstanceOf(NoRouteToHostException.class, inbox.errors.getFirst());
        assertEquals("10.0.2.77 does not answer on this link", inbox.errors.getFirst().getMessage());
    }

    @Test
    void readsOneForEachReadWhenAutoReadIsOff() {
        serve(69);
        Channel channel = bound(0);
        channel.config().setAutoRead(false);
        net.run();
        for (int i = 0; i < 4; i++) {
            channel.writeAndFlush(packet("n" + i, 69));
        }
        net.run();
        int before = inbox.lines.size();
        assertTrue(before <= 1, "a read that was pending may be used");
        channel.read();
        net.run();
        assertEquals(before + 1, inbox.lines.size());
        channel.read();
        net.run();
        assertEquals(before + 2, inbox.lines.size());
        channel.config().setAutoRead(true);
        net.run();
        assertEquals(4, inbox.lines.size());
    }

    @Test
    void theQueueIsBounded() {
        serve(69);
        Channel channel = bound(0);
        channel.config().setAutoRead(false);
        for (int i = 0; i < 2000; i++) {
            channel.writeAndFlush(packet("n" + i, 69));
            net.run();
        }
        channel.config().setAutoRead(true);
        net.run();
        assertTrue(inbox.lines.size() <= 1025, "got " + inbox.lines.size());
        assertTrue(inbox.lines.size() >= 1024, "got " + inbox.lines.size());
    }

    @Test
    void broadcastsNeedTheOption() {
        serve(67);
        Channel channel = bound(0);
        var to = new InetSocketAddress(TestNet.ip("255.255.255.255"), 67);
        ChannelFuture refused = channel.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer("x", StandardCharsets.US_ASCII), to));
        net.run();
        assertInstanceOf(SocketException.class, refused.cause());
        channel.config().setOption(ChannelOption.SO_BROADCAST, true);
        channel.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer("discover", StandardCharsets.US_ASCII), to));
        net.run();
        assertEquals(List.of("discover from 10.0.2.2:67 to 10.0.2.15:" + port(channel)), inbox.lines);
    }

    @Test
    void anUnconfiguredHostGetsOffers() {
        net.withdraw(net.a);
        net.b.addNeighbour(TestNet.A, TestNet.MAC_A);
        var dhcp = new Inbox();
        Channel bootp = bootstrap(server, dhcp).option(ChannelOption.SO_BROADCAST, true).bind(67).channel();
        Channel channel = bootstrap(client, inbox).option(ChannelOption.SO_BROADCAST, true).bind(68).channel();
        net.run();
        channel.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer("discover", StandardCharsets.US_ASCII),
                new InetSocketAddress(TestNet.ip("255.255.255.255"), 67)));
        net.run();
        assertEquals(List.of("discover from 0.0.0.0:68 to 255.255.255.255:67"), dhcp.lines);
        bootp.writeAndFlush(
                new DatagramPacket(Unpooled.copiedBuffer("unicast", StandardCharsets.US_ASCII), new InetSocketAddress(TestNet.A, 68)));
        bootp.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer("broadcast", StandardCharsets.US_ASCII),
                new InetSocketAddress(TestNet.ip("255.255.255.255"), 68)));
        net.run();
        assertEquals(List.of("unicast from 10.0.2.2:67 to 10.0.2.15:68", "broadcast from 10.0.2.2:67 to 255.255.255.255:68"), inbox.lines);
    }

    @Test
    void aSenderOfAPacketIsItsSource() {
        net.b.addAlias(TestNet.ip("10.0.2.3"));
        var dns = new Inbox();
        dns.reply = packet -> new DatagramPacket(packet.content().retain(), packet.sender(), packet.recipient());
        bootstrap(server, dns).bind(53);
        Channel channel = bound(0);
        channel.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer("q", StandardCharsets.US_ASCII),
                new InetSocketAddress(TestNet.ip("10.0.2.3"), 53)));
        net.run();
        assertEquals(List.of("q from 10.0.2.3:53 to 10.0.2.15:" + port(channel)), inbox.lines);
    }

    @Test
    void aCorruptDatagramIsDropped() {
        serve(69);
        net.toB.pass = frame -> {
            if (frame.getUnsignedShort(12) == 0x800) {
                frame.setByte(frame.readableBytes() - 1, frame.getByte(frame.readableBytes() - 1) ^ 1);
            }
            return true;
        };
        Channel channel = bound(0);
        channel.writeAndFlush(packet("hello", 69));
        net.run();
        assertTrue(inbox.lines.isEmpty());
        assertTrue(inbox.errors.isEmpty());
    }

    @Test
    void writesWithoutADestinationOrAfterCloseFail() {
        Channel channel = bound(0);
        ChannelFuture nowhere = channel.writeAndFlush(Unpooled.copiedBuffer("x", StandardCharsets.US_ASCII));
        ChannelFuture text = channel.writeAndFlush("text");
        net.run();
        assertInstanceOf(NotYetConnectedException.class, nowhere.cause());
        assertEquals("can't write a String to a datagram channel", text.cause().getMessage());
        channel.close();
        net.run();
        assertFalse(channel.isOpen());
        ChannelFuture late = channel.writeAndFlush(packet("x", 69));
        net.run();
        assertInstanceOf(ClosedChannelException.class, late.cause());
    }

    @Test
    void theEndOfTheNetworkClosesChannels() {
        Channel channel = bound(0);
        net.a.close();
        net.run();
        assertFalse(channel.isOpen());
        assertTrue(inbox.inactive);
        assertNull(channel.pipeline().context("gone"));
    }

    @Test
    void aChannelOfAnotherLoopIsRefused() {
        try (var other = new TestNet()) {
            ChannelFuture future = new Bootstrap().group(other.loop).channelFactory(client::newChannel).handler(inbox).bind(0);
            other.run();
            assertInstanceOf(IllegalStateException.class, future.cause());
        }
    }

    private Channel bound(int port) {
        ChannelFuture bind = bootstrap(client, inbox).bind(port);
        net.run();
        bind.syncUninterruptibly();
        return bind.channel();
    }

    private void serve(int port) {
        var echo = new Inbox();
        echo.reply = packet -> new DatagramPacket(packet.content().retain(), packet.sender());
        ChannelFuture bind = bootstrap(server, echo).bind(port);
        net.run();
        bind.syncUninterruptibly();
    }

    private Bootstrap bootstrap(UdpEndpoints endpoints, Inbox handler) {
        return new Bootstrap().group(net.loop).channelFactory(endpoints::newChannel).handler(handler);
    }

    private static int port(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private static DatagramPacket packet(String text, int port) {
        return new DatagramPacket(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII), new InetSocketAddress(TestNet.B, port));
    }

    private static final class Inbox extends ChannelInboundHandlerAdapter {
        final List<String> lines = new ArrayList<>();
        final List<Integer> sizes = new ArrayList<>();
        final List<Integer> hashes = new ArrayList<>();
        final List<Throwable> errors = new ArrayList<>();
        java.util.function.@org.jspecify.annotations.Nullable Function<DatagramPacket, DatagramPacket> reply;
        boolean inactive;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var packet = (DatagramPacket) message;
            ByteBuf content = packet.content();
            sizes.add(content.readableBytes());
            var bytes = new byte[content.readableBytes()];
            content.getBytes(content.readerIndex(), bytes);
            hashes.add(java.util.Arrays.hashCode(bytes));
            lines.add(new String(bytes, StandardCharsets.US_ASCII) + " from " + name(packet.sender()) + " to " + name(packet.recipient()));
            if (reply != null) {
                context.writeAndFlush(reply.apply(packet));
            }
            packet.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            errors.add(cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            inactive = true;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        private static String name(InetSocketAddress address) {
            return Inet4Addresses.toString(Inet4Addresses.toInt((java.net.Inet4Address) address.getAddress())) + ":" + address.getPort();
        }
    }
}
