package io.strapwork.network.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.dhcp6.Dhcp6MessageType;
import io.strapwork.network.inet.dhcp6.Dhcp6Option;
import io.strapwork.network.inet.dhcp6.Dhcp6Options;
import io.strapwork.network.inet.dhcp6.Duid;
import io.strapwork.network.inet.dhcp6.IdentityAssociation;
import io.strapwork.network.inet.nd.RouterAdvertisement;
import io.strapwork.network.inet.nd.RouterAdvertisement.PrefixInformation;
import io.strapwork.network.inet.nd.RouterAdvertisement.RecursiveDnsServers;
import io.strapwork.network.inet.nd.RouterSolicitation;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's IPv6, mostly on a network without IPv4. */
@Timeout(600)
class GatewayIp6Tests {
    private static final InetAddress ANY = InetAddress.ofLiteral("::");
    private static final InetAddress ALL_NODES = InetAddress.ofLiteral("ff02::1");
    private static final InetAddress ALL_ROUTERS = InetAddress.ofLiteral("ff02::2");
    private static final InetAddress ROUTER = InetAddress.ofLiteral("fe80::5055:aff:fe00:202");

    private static GatewaySettings only6() {
        return both().withIp4(false);
    }

    static GatewaySettings both() {
        return GatewaySettings.standard().withIp6(Optional.of(Ip6Settings.standard(Ip6Assignment.SLAAC)));
    }

    private static GatewaySettings assigning(Ip6Assignment assignment) {
        return only6().withIp6(Optional.of(Ip6Settings.standard(assignment)));
    }

    /** A bit of all that a guest says over IPv6. */
    static void talk(TestGuest guest) throws Exception {
        BlockingQueue<Heard> heard = listen(guest);
        solicit(guest, TestGuest.LINK_LOCAL, 255);
        toGuest(heard);
        TestGuest.Socket socket = guest.socket(ANY, Dhcp6Message.CLIENT_PORT);
        socket.send(leasing(), new InetSocketAddress(Dhcp6Message.SERVERS, Dhcp6Message.SERVER_PORT));
        socket.next();
        guest.connecting(new io.netty.channel.ChannelInboundHandlerAdapter()).connect(new InetSocketAddress(TestGuest.DNS6, 53)).sync()
                .channel().close().sync();
    }

    private static ByteBuf leasing() {
        ByteBuf bytes = Unpooled.buffer();
        new Dhcp6Message(Dhcp6MessageType.SOLICIT, 0x1234,
                Dhcp6Options.builder().duid(Dhcp6Option.CLIENT_IDENTIFIER, Duid.of(TestGuest.MAC)).bytes(Dhcp6Option.RAPID_COMMIT)
                        .association(IdentityAssociation.asking(7)).build())
                .write(bytes);
        return bytes;
    }

    private record Heard(InetAddress source, InetAddress destination, int hops, RouterAdvertisement message) {}

    /** Router advertisements that come. */
    private static BlockingQueue<Heard> listen(TestGuest guest) {
        var heard = new LinkedBlockingQueue<Heard>();
        guest.call(() -> guest.host.listen(IpNetwork.ICMP6, packet -> {
            ByteBuf payload = packet.payload();
            if (payload.getUnsignedByte(payload.readerIndex()) != RouterAdvertisement.TYPE) {
                return false;
            }
            try {
                heard.add(new Heard(packet.source(), packet.destination(), packet.hopLimit(), RouterAdvertisement.parse(payload, told -> {
                    throw new AssertionError(told);
                })));
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
            return true;
        }));
        return heard;
    }

    private static void solicit(TestGuest guest, InetAddress source, int hops) {
        guest.call(() -> {
            ByteBuf out = Unpooled.buffer();
            new RouterSolicitation(Optional.empty()).write(out);
            guest.host.send(new Packet(IpNetwork.ICMP6, source, ALL_ROUTERS, hops, false, false, out));
            return true;
        });
    }

    private static Heard next(BlockingQueue<Heard> heard) throws InterruptedException {
        Heard next = heard.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no router advertisement came");
        }
        return next;
    }

    private static Heard toGuest(BlockingQueue<Heard> heard) throws InterruptedException {
        Heard next = next(heard);
        while (!next.destination.equals(TestGuest.LINK_LOCAL)) {
            next = next(heard);
        }
        return next;
    }

    @ParameterizedTest
    @EnumSource(Ip6Assignment.class)
    void whoAsksForRoutersIsTold(Ip6Assignment assignment) throws Exception {
        try (var guest = TestGuest.unconfigured(assigning(assignment).withMtu(9000))) {
            BlockingQueue<Heard> heard = listen(guest);
            solicit(guest, TestGuest.LINK_LOCAL, 255);
            Heard answer = toGuest(heard);
            assertEquals(ROUTER, answer.source);
            assertEquals(255, answer.hops);
            RouterAdvertisement told = answer.message;
            assertEquals(assignment == Ip6Assignment.DHCP6, told.managed());
            assertEquals(assignment != Ip6Assignment.SLAAC, told.other());
            assertEquals(1800, told.lifetime());
            assertEquals(Optional.of(GatewaySettings.standard().hostMac()), told.source());
            assertEquals(OptionalInt.of(9000), told.mtu());
            assertEquals(List.of(new PrefixInformation(TestGuest.ip6("fd00:5354:5250::"), 64, true, assignment != Ip6Assignment.DHCP6,
                    2_592_000, 604_800)), told.prefixes());
            assertEquals(List.of(new RecursiveDnsServers(1800, List.of(TestGuest.DNS6))), told.dnsServers());
        }
    }

    @Test
    void aBootFileHasTheOtherFlagSet() throws Exception {
        try (var guest = TestGuest.unconfigured(only6().withBoot(Optional.of("linux"), Optional.empty()))) {
            BlockingQueue<Heard> heard = listen(guest);
            solicit(guest, TestGuest.LINK_LOCAL, 255);
            assertTrue(toGuest(heard).message.other());
        }
        try (var guest = TestGuest.unconfigured(assigning(Ip6Assignment.DHCP6).withDhcp(false))) {
            BlockingQueue<Heard> heard = listen(guest);
            solicit(guest, TestGuest.LINK_LOCAL, 255);
            RouterAdvertisement told = toGuest(heard).message;
            assertTrue(!told.managed() && !told.other(), "nobody would answer");
        }
    }

    @Test
    void whoHasNoAddressIsToldByTellingAll() throws Exception {
        try (var guest = TestGuest.unconfigured(only6())) {
            BlockingQueue<Heard> heard = listen(guest);
            solicit(guest, ANY, 255);
            assertEquals(ALL_NODES, next(heard).destination);
        }
    }

    /** What answers the second one shows that the first was read. */
    @Test
    void forwardedSolicitationsAreIgnored() throws Exception {
        try (var guest = TestGuest.plugged(only6())) {
            BlockingQueue<Heard> heard = listen(guest);
            solicit(guest, TestGuest.GUEST6, 254);
            solicit(guest, TestGuest.LINK_LOCAL, 255);
            Heard answer = next(heard);
            while (!answer.destination.equals(TestGuest.LINK_LOCAL)) {
                assertEquals(ALL_NODES, answer.destination);
                answer = next(heard);
            }
        }
    }

    /** RFC 4861 section 7.3.3: a host forgets a router that says it is none. */
    @Test
    void itSaysThatItIsARouterWhenItIsAskedFor() throws Exception {
        var flags = new LinkedBlockingQueue<Integer>();
        try (var guest = TestGuest.captured(only6(), frame -> {
            int at = frame.readerIndex();
            if (frame.readableBytes() > 58 && frame.getUnsignedShort(at + 12) == 0x86dd && frame.getByte(at + 20) == IpNetwork.ICMP6
                    && frame.getUnsignedByte(at + 54) == 136 && frame.getUnsignedByte(at + 6) == 0x52
                    && frame.getUnsignedByte(at + 7) == 0x55) {
                flags.add((int) frame.getUnsignedByte(at + 58));
            }
        })) {
            guest.connecting(new io.netty.channel.ChannelInboundHandlerAdapter()).connect(new InetSocketAddress(TestGuest.HOST6, 1))
                    .awaitUninterruptibly();
        }
        assertEquals(List.of(0xe0), List.copyOf(flags), "router, solicited, override");
    }

    @Test
    void namesAreResolved() throws Exception {
        assertEquals(List.of(TestGuest.HOST6), resolve(only6(), TestGuest.DNS6, ResolvedAddressTypes.IPV6_PREFERRED));
        assertEquals(List.of(TestGuest.HOST6, TestGuest.HOST), resolve(both(), TestGuest.DNS6, ResolvedAddressTypes.IPV6_PREFERRED));
        assertEquals(List.of(TestGuest.HOST, TestGuest.HOST6), resolve(both(), TestGuest.DNS, ResolvedAddressTypes.IPV4_PREFERRED));
    }

    private static List<InetAddress> resolve(GatewaySettings settings, InetAddress server, ResolvedAddressTypes types) throws Exception {
        try (var guest = TestGuest.plugged(settings);
                var resolver = new DnsNameResolverBuilder(guest.loop())
                        .datagramChannelFactory(() -> (DatagramChannel) guest.udp.newChannel()).resolvedAddressTypes(types)
                        .localAddress(
                                new InetSocketAddress(server instanceof java.net.Inet4Address ? TestGuest.GUEST : TestGuest.GUEST6, 0))
                        .nameServerProvider(new SingletonDnsServerAddressStreamProvider(new InetSocketAddress(server, 53))).build()) {
            return resolver.resolveAll("boot.strapwork").get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void addressesAndBootFileComeByDhcp() throws Exception {
        var settings = assigning(Ip6Assignment.DHCP6).withBoot(Optional.of("linux"), Optional.empty());
        try (var guest = TestGuest.unconfigured(settings)) {
            TestGuest.Socket socket = guest.socket(ANY, Dhcp6Message.CLIENT_PORT);
            socket.send(leasing(), new InetSocketAddress(Dhcp6Message.SERVERS, Dhcp6Message.SERVER_PORT));
            var answer = socket.next();
            assertEquals(ROUTER, answer.sender().getAddress());
            Dhcp6Message reply = Dhcp6Message.parse(answer.content());
            assertEquals(Dhcp6MessageType.REPLY, reply.type());
            assertEquals(0x1234, reply.transaction());
            assertEquals(TestGuest.ip6("fd00:5354:5250::15"),
                    reply.options().associations().getFirst().addresses().getFirst().address());
            assertEquals(Optional.of("tftp://[fd00:5354:5250::2]/linux"), reply.bootFile());
        }
    }

    /** Over IPv6, too, most servers of a computer can be reached only there. */
    @ParameterizedTest
    @ValueSource(strings = {"::1", "127.0.0.1"})
    void connectionsReachTheLoopback(String address) throws Exception {
        InetAddress loopback = InetAddress.ofLiteral(address);
        assumeTrue(has(loopback), "the computer has no " + address);
        try (var server = new ServerSocket(0, 1, loopback); var guest = TestGuest.plugged(both())) {
            var heard = new CompletableFuture<String>();
            Thread.ofPlatform().daemon().name("test-server").start(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                } catch (java.io.IOException e) {
                    heard.completeExceptionally(e);
                }
            });
            var channel = guest.connecting(new SimpleChannelInboundHandler<ByteBuf>() {
                @Override
                protected void channelRead0(ChannelHandlerContext context, ByteBuf part) {
                    heard.complete(part.toString(StandardCharsets.US_ASCII));
                }
            }).connect(new InetSocketAddress(TestGuest.HOST6, server.getLocalPort())).sync().channel();
            assertEquals("hello", heard.get(20, TimeUnit.SECONDS));
            channel.close().sync();
        }
    }

    @Test
    void closedPortsLookClosed() throws Exception {
        // taken, so that nobody else listens there meanwhile
        try (var bound = new Socket(); var guest = TestGuest.plugged(only6())) {
            bound.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            assertInstanceOf(ConnectException.class,
                    guest.connecting(new io.netty.channel.ChannelInboundHandlerAdapter())
                            .connect(new InetSocketAddress(TestGuest.HOST6, bound.getLocalPort())).awaitUninterruptibly().cause());
        }
    }

    @Test
    void datagramsReachTheLoopback() throws Exception {
        InetAddress loopback = InetAddress.ofLiteral(has(InetAddress.ofLiteral("::1")) ? "::1" : "127.0.0.1");
        try (var server = new DatagramSocket(0, loopback); var guest = TestGuest.plugged(only6())) {
            Thread.ofPlatform().daemon().name("test-server").start(() -> {
                var packet = new java.net.DatagramPacket(new byte[2000], 2000);
                try {
                    server.receive(packet);
                    server.send(packet);
                } catch (java.io.IOException e) {
                    // the test waits in vain
                }
            });
            TestGuest.Socket socket = guest.socket(ANY, 0);
            socket.send(Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII),
                    new InetSocketAddress(TestGuest.HOST6, server.getLocalPort()));
            var answer = socket.next();
            assertEquals(new InetSocketAddress(TestGuest.HOST6, server.getLocalPort()), answer.sender());
            assertEquals("hello", answer.content().toString(StandardCharsets.US_ASCII));
        }
    }

    private static boolean has(InetAddress address) {
        try (var _ = new DatagramSocket(0, address)) {
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void withoutIpv4NobodyAnswersArp() throws Exception {
        var types = new LinkedBlockingQueue<String>();
        try (var guest = TestGuest.captured(only6(), frame -> types.add(ByteBufUtil.hexDump(frame, frame.readerIndex() + 12, 2)))) {
            guest.gateway.fromGuest(GatewayTests.arpRequest());
            guest.gateway.flushFromGuest();
            BlockingQueue<Heard> heard = listen(guest);
            solicit(guest, TestGuest.LINK_LOCAL, 255);
            toGuest(heard);
        }
        assertEquals(1, types.stream().filter("0806"::equals).count(), "only what the guest sent");
        assertTrue(types.contains("86dd"));
    }

    @Test
    void withoutIpv6NothingIsSpokenOfIt() throws Exception {
        var types = new LinkedBlockingQueue<String>();
        try (var guest = TestGuest.captured(GatewaySettings.standard(),
                frame -> types.add(ByteBufUtil.hexDump(frame, frame.readerIndex() + 12, 2)))) {
            guest.connecting(new io.netty.channel.ChannelInboundHandlerAdapter()).connect(new InetSocketAddress(TestGuest.DNS, 1))
                    .awaitUninterruptibly();
        }
        assertTrue(types.contains("0800"));
        assertTrue(!types.contains("86dd"));
    }
}
