package io.strapwork.network.inet.ip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.network.inet.TestNet;
import io.strapwork.network.inet.nd.NeighbourMessage;
import io.strapwork.network.inet.wire.EthernetView;
import io.strapwork.network.inet.wire.Icmp6Message;
import io.strapwork.network.inet.wire.InternetChecksum;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.Ipv6View;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

class Ipv6HostTests {
    private static final int TEST = 253;
    private static final InetAddress A = InetAddress.ofLiteral("fd00::a");
    private static final InetAddress B = InetAddress.ofLiteral("fd00::b");
    private static final Ip6Address A6 = Ip6Address.of(A);
    private static final Ip6Address B6 = Ip6Address.of(B);
    private static final InetAddress LINK_A = Ip6Address.linkLocal(TestNet.MAC_A).toInet();
    private static final InetAddress LINK_B = Ip6Address.linkLocal(TestNet.MAC_B).toInet();

    private final TestNet net = configured(1500);

    private static TestNet configured(int mtu) {
        var net = new TestNet(mtu);
        net.assign(net.a, configuration(LINK_A, A));
        net.assign(net.b, configuration(LINK_B, B));
        net.pass(Duration.ofSeconds(3));
        net.toA.seen.clear();
        net.toB.seen.clear();
        return net;
    }

    private static IpConfiguration configuration(InetAddress link, InetAddress address) {
        return IpConfiguration.NONE.withAddresses(List.of(new Assigned(address, 64), new Assigned(link, 64)));
    }

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void asksForItsNeighbourOnceAndSends() {
        Log b = listen(net.b, TEST);
        net.a.send(Packet.of(TEST, A, B, text("hello")));
        net.a.send(Packet.of(TEST, A, B, text("again")));
        net.run();
        assertEquals(List.of("fd00:0:0:0:0:0:0:a>fd00:0:0:0:0:0:0:b hello", "fd00:0:0:0:0:0:0:a>fd00:0:0:0:0:0:0:b again"), b.lines);
        // a solicitation to ff02::1:ff00:b, then the packets
        assertEquals(3, net.toB.seen.size());
        assertTrue(net.toB.seen.getFirst().startsWith("3333ff00000b52540000000a86dd"), net.toB.seen.getFirst());
        assertEquals(1, net.toA.seen.size(), "one advertisement, and nobody asks for the sender: it has told");
    }

    /** RFC 4861 6.3.4: packets that ask for no hop limit of their own have the network's, fragments too. */
    @Test
    void theNetworkSaysHowFarPacketsGo() {
        exchange();
        IpNetwork.Registration piece = net.a.assign(
                new IpConfiguration(List.of(), List.of(), List.of(), List.of(), OptionalInt.empty(), OptionalInt.of(0x4d)));
        net.a.send(Packet.of(TEST, A, B, text("near")));
        net.a.send(Packet.of(TEST, A, B, text("x".repeat(2000))));
        net.a.send(new Packet(TEST, A, B, 255, false, true, text("special")));
        net.run();
        assertEquals(List.of("4d", "4d", "4d", "ff"), net.toB.seen.stream().map(frame -> frame.substring(42, 44)).toList());
        net.toB.seen.clear();
        piece.close();
        net.a.send(Packet.of(TEST, A, B, text("usual")));
        net.run();
        assertEquals("40", net.toB.seen.getFirst().substring(42, 44));
    }

    @Test
    void saysNothingOfIpv6BeforeItHasAnAddress() {
        try (var quiet = TestNet.configured()) {
            inject(quiet, frame(Ip6Address.ALL_NODES.ethernetGroup(), echoRequest(B6, Ip6Address.ALL_NODES)));
            quiet.pass(Duration.ofSeconds(3));
            assertEquals(List.of(), quiet.toB.seen);
        }
    }

    @Test
    void reportsItsGroups() {
        try (var fresh = new TestNet()) {
            fresh.assign(fresh.a, configuration(LINK_A, A));
            fresh.run();
            String report = fresh.toB.seen.getFirst();
            assertTrue(report.startsWith("333300000016" + "52540000000a" + "86dd" + "60000000" + "0024" + "00" + "01"), report);
            assertTrue(report.contains("3a00050200000100" + "8f00"), "a router alert, then a report: " + report);
            assertTrue(report.endsWith("0001" + "04000000" + "ff0200000000000000000001ff00000a"),
                    "both addresses end alike, so that it is one group: " + report);
        }
    }

    @Test
    void answersEchoes() {
        Log b = listen(net.b, IpNetwork.ICMP6);
        ByteBuf request = Unpooled.buffer().writeZero(8).writeBytes(text("ping"));
        new Icmp6Message(Icmp6Message.ECHO_REQUEST, 0, 0x1234_0001).set(request, 0);
        net.b.send(Packet.unfinished(IpNetwork.ICMP6, B, A, request));
        net.run();
        assertTrue(b.lines.stream().anyMatch(line -> line.startsWith("fd00:0:0:0:0:0:0:a>fd00:0:0:0:0:0:0:b") && line.endsWith("ping")),
                b.lines::toString);
    }

    @Test
    void aNeighbourThatDoesNotAnswerIsTold() {
        Log a = listen(net.a, TEST);
        net.a.send(Packet.of(TEST, A, InetAddress.ofLiteral("fd00::77"), text("12345678")));
        net.pass(Duration.ofSeconds(4));
        assertEquals(List.of("NO_NEIGHBOUR 0 fd00:0:0:0:0:0:0:77 12345678"), a.lines);
        net.a.send(Packet.of(TEST, A, InetAddress.ofLiteral("2001:db8::1"), text("12345678")));
        net.run();
        assertEquals("NO_ROUTE 0 2001:db8:0:0:0:0:0:1 12345678", a.lines.getLast());
    }

    @Test
    void asksAsOftenAsARouterAdvertises() {
        Log a = listen(net.a, TEST);
        advertise(255, 200);
        net.a.send(Packet.of(TEST, A, InetAddress.ofLiteral("fd00::77"), text("12345678")));
        net.pass(Duration.ofMillis(700));
        assertEquals(List.of("NO_NEIGHBOUR 0 fd00:0:0:0:0:0:0:77 12345678"), a.lines);
    }

    @Test
    void anAdvertisementFromAnotherLinkChangesNothing() {
        Log a = listen(net.a, TEST);
        advertise(64, 200);
        net.a.send(Packet.of(TEST, A, InetAddress.ofLiteral("fd00::77"), text("12345678")));
        net.pass(Duration.ofMillis(2900));
        assertEquals(List.of(), a.lines);
    }

    private void advertise(int hopLimit, int retransTimer) {
        inject(net, frame(Ip6Address.ALL_NODES.ethernetGroup(), advertisement(hopLimit, retransTimer)));
    }

    private static ByteBuf advertisement(int hopLimit, int retransTimer) {
        ByteBuf message = Unpooled.buffer().writeZero(12).writeInt(retransTimer);
        new Icmp6Message(Icmp6Message.ROUTER_ADVERTISEMENT, 0, 0).set(message, 0);
        return finished(message, Ip6Address.linkLocal(TestNet.MAC_B), Ip6Address.ALL_NODES, hopLimit);
    }

    @Test
    void goesByTheRouterThatAnswers() {
        net.b.beRouter();
        InetAddress far = InetAddress.ofLiteral("2001:db8::1");
        InetAddress dead = InetAddress.ofLiteral("fe80::dead");
        net.assign(net.a, configuration(LINK_A, A).withRoutes(List.of(Route.defaultVia(dead), Route.defaultVia(LINK_B))));
        net.assign(net.b, configuration(LINK_B, far));
        net.run();
        Log b = listen(net.b, TEST);
        net.a.send(Packet.of(TEST, A, far, text("over b")));
        net.run();
        assertEquals(List.of("fd00:0:0:0:0:0:0:a>2001:db8:0:0:0:0:0:1 over b"), b.lines,
                "at once: which routers answer was found out before");
    }

    /** What waits for a router that does not answer goes by the one that does as soon as that is heard of. */
    @Test
    void aDeadRouterThatWasFirstHoldsNothingBack() {
        net.b.beRouter();
        InetAddress far = InetAddress.ofLiteral("2001:db8::1");
        InetAddress dead = InetAddress.ofLiteral("fe80::dead");
        net.assign(net.a, configuration(LINK_A, A).withRoutes(List.of(Route.defaultVia(dead))));
        net.assign(net.b, configuration(LINK_B, far));
        net.run();
        Log b = listen(net.b, TEST);
        net.a.send(Packet.of(TEST, A, far, text("over b")));
        net.pass(Duration.ofMillis(100));
        assertEquals(List.of(), b.lines);
        net.assign(net.a, configuration(LINK_A, A).withRoutes(List.of(Route.defaultVia(dead), Route.defaultVia(LINK_B))));
        net.run();
        assertEquals(List.of("fd00:0:0:0:0:0:0:a>2001:db8:0:0:0:0:0:1 over b"), b.lines);
    }

    /** RFC 4861 6.3.6: a router that has asked for us says more than one that nobody has heard. */
    @Test
    void aPreferredRouterIsNotBelievedBeforeTheOneThatIsUsed() {
        net.b.beRouter();
        InetAddress far = InetAddress.ofLiteral("2001:db8::1");
        InetAddress dead = InetAddress.ofLiteral("fe80::dead");
        net.assign(net.a, configuration(LINK_A, A).withRoutes(List.of(Route.defaultVia(LINK_B))));
        net.assign(net.b, configuration(LINK_B, far));
        net.b.send(Packet.of(TEST, LINK_B, LINK_A, text("the router asks where A is")));
        net.run();
        Log b = listen(net.b, TEST);
        net.a.send(Packet.of(TEST, A, far, text("one")));
        net.run();
        net.assign(net.a, configuration(LINK_A, A).withRoutes(List.of(Route.defaultVia(dead), Route.defaultVia(LINK_B))));
        net.a.send(Packet.of(TEST, A, far, text("two")));
        net.run();
        assertEquals(2, b.lines.size(), b.lines::toString);
    }

    @Test
    void aRouterThatDiesIsReplaced() {
        net.b.beRouter();
        InetAddress far = InetAddress.ofLiteral("2001:db8::1");
        InetAddress dead = InetAddress.ofLiteral("fe80::dead");
        net.assign(net.b, configuration(LINK_B, far));
        net.toA.pass = frame -> false;
        net.assign(net.a, configuration(LINK_A, A).withRoutes(List.of(Route.defaultVia(dead), Route.defaultVia(LINK_B))));
        net.run();
        net.toA.pass = frame -> true;
        Log b = listen(net.b, TEST);
        net.a.send(Packet.of(TEST, A, far, text("over b")));
        net.pass(Duration.ofSeconds(4));
        assertEquals(List.of("fd00:0:0:0:0:0:0:a>2001:db8:0:0:0:0:0:1 over b"), b.lines);
    }

    @Test
    void aRouterThatSaysItIsNoneIsTheLastChoice() {
        InetAddress far = InetAddress.ofLiteral("2001:db8::1");
        InetAddress honest = InetAddress.ofLiteral("fe80::7");
        net.assign(net.b, configuration(LINK_B, far));
        net.assign(net.a, configuration(LINK_A, A).withRoutes(List.of(Route.defaultVia(LINK_B), Route.defaultVia(honest))));
        net.run();
        Ip6Address other = Ip6Address.of(honest);
        inject(net, frame(TestNet.MAC_A.value(), finished(NeighbourMessage.advertise(other, true, true, 0x0200_0000_0007L), other,
                Ip6Address.of(LINK_A), 255)));
        net.toB.seen.clear();
        net.a.send(Packet.of(TEST, A, far, text("over the other")));
        net.run();
        assertTrue(net.toB.seen.getFirst().startsWith("020000000007"), net.toB.seen::toString);
    }

    @Test
    void longPacketsGoInFragments() {
        Log b = listen(net.b, TEST);
        byte[] data = new byte[9000];
        new Random(3).nextBytes(data);
        net.a.send(Packet.of(TEST, A, B, Unpooled.copiedBuffer(data)));
        net.run();
        assertEquals(1, b.lines.size());
        assertEquals(ByteBufUtil.hexDump(data), ByteBufUtil.hexDump(b.last));
    }

    @Test
    void obeysPacketTooBig() {
        exchange();
        ByteBuf quoted = ipv6(TEST, A6, B6, 64, Unpooled.buffer().writeZero(1452));
        Log a = listen(net.a, TEST);
        for (int mtu : new int[]{1279, 1400, 1450}) {
            inject(net, frame(TestNet.MAC_A.value(), icmp(Icmp6Message.PACKET_TOO_BIG, 0, mtu, B6, A6, 255, quoted.slice(0, 1232))));
            net.run();
        }
        assertEquals(1, a.lines.size(), "less than 1280 is not believed, more than before is no news");
        assertTrue(a.lines.getFirst().startsWith("PACKET_TOO_BIG 1400 "), a.lines.getFirst());
        net.toB.seen.clear();
        net.a.send(Packet.of(TEST, A, B, Unpooled.buffer().writeZero(1452)));
        net.run();
        assertEquals(2, net.toB.seen.size());
        assertTrue(net.toB.seen.stream().allMatch(frame -> frame.length() / 2 <= 14 + 1400));
    }

    @Test
    void findsDuplicates() {
        Future<Optional<MacAddress>> taken = net.a.probe(B, 1, Duration.ofSeconds(1));
        Future<Optional<MacAddress>> free = net.a.probe(InetAddress.ofLiteral("fd00::c"), 1, Duration.ofSeconds(1));
        net.run();
        assertEquals(Optional.of(TestNet.MAC_B), taken.getNow());
        assertFalse(free.isDone());
        net.advance(Duration.ofSeconds(1));
        assertEquals(Optional.empty(), free.getNow());
        // an address may be in use while it is probed (RFC 4429), and both that probe for one hear of each other
        InetAddress both = InetAddress.ofLiteral("fd00::d");
        var first = net.a.assign(IpConfiguration.of(both, 64));
        Future<Optional<MacAddress>> optimistic = net.a.probe(both, 1, Duration.ofSeconds(1));
        Future<Optional<MacAddress>> second = net.b.probe(both, 1, Duration.ofSeconds(1));
        net.run();
        assertTrue(optimistic.isSuccess() && second.isSuccess());
        first.close();
    }

    @Test
    void discoveryFromAnotherLinkIsNotBelieved() {
        exchange();
        ByteBuf forged = NeighbourMessage.advertise(B6, false, false, 0x0200_0000_0666L);
        inject(net, frame(TestNet.MAC_A.value(), finished(forged, B6, A6, 254)));
        net.toB.seen.clear();
        net.a.send(Packet.of(TEST, A, B, text("x")));
        net.run();
        assertTrue(net.toB.seen.getFirst().startsWith("52540000000b"), net.toB.seen.getFirst());
    }

    @Test
    void aPortThatNobodyHasIsToldAndAHeaderThatNobodyKnows() {
        Log a = listen(net.a, IpNetwork.UDP);
        net.a.send(Packet.of(IpNetwork.UDP, A, B, Unpooled.buffer().writeInt(0x1000_0009).writeInt(0x0008_0000)));
        net.run();
        assertTrue(a.lines.getFirst().startsWith("PORT 0 fd00:0:0:0:0:0:0:b"), a.lines::toString);
        Log test = listen(net.a, TEST);
        net.a.send(Packet.of(TEST, A, B, text("12345678")));
        net.run();
        assertEquals(List.of("PROTOCOL 0 fd00:0:0:0:0:0:0:b 12345678"), test.lines);
    }

    @Test
    void optionsSayWhatIsToBeDoneWithThem() {
        Log a = listen(net.a, TEST);
        for (int option : new int[]{0x1e, 0x5e, 0x9e, 0xde}) {
            ByteBuf body = Unpooled.buffer().writeByte(TEST).writeByte(0).writeByte(option).writeByte(4).writeInt(0).writeBytes(text("x"));
            inject(net, frame(TestNet.MAC_A.value(), ipv6(60, B6, A6, 64, body)));
        }
        net.run();
        assertEquals(List.of("fd00:0:0:0:0:0:0:b>fd00:0:0:0:0:0:0:a x"), a.lines, "only the first may be skipped");
        assertEquals(2, net.toB.seen.stream().filter(frame -> frame.startsWith("0402", 2 * 54)).count(), "the last two are told");
    }

    @Test
    void queriesAreAnsweredInTime() {
        ByteBuf query = Unpooled.buffer().writeZero(24);
        new Icmp6Message(Icmp6Message.MULTICAST_LISTENER_QUERY, 0, 1000 << 16).set(query, 0);
        inject(net, frame(Ip6Address.ALL_NODES.ethernetGroup(),
                finished(query, Ip6Address.linkLocal(TestNet.MAC_B), Ip6Address.ALL_NODES, 1)));
        net.pass(Duration.ofMillis(1000));
        assertEquals(1, net.toB.seen.stream().filter(frame -> frame.startsWith("8f00", 2 * 62)).count());
    }

    @Test
    void sourcesAreSelectedByScopeAndPrefix() {
        IpConfiguration all = IpConfiguration.NONE.withAddresses(
                Stream.of("fe80::a", "fd00::a", "2001:db8:1::a", "2001:db8:2::a").map(text -> new Assigned(InetAddress.ofLiteral(text), 64))
                        .toList());
        for (String[] pair : new String[][]{{"fe80::1", "fe80::a"}, {"ff02::1:2", "fe80::a"}, {"fd00::1", "fd00::a"},
            {"2001:db8:2::1", "2001:db8:2::a"}, {"2001:db8:1::1", "2001:db8:1::a"}, {"2002::1", "2001:db8:1::a"}}) {
            assertEquals(InetAddress.ofLiteral(pair[1]), SourceSelection.of(all, InetAddress.ofLiteral(pair[0])), pair[0]);
        }
    }

    static Stream<byte[]> conversations() {
        ByteBuf all = Unpooled.buffer();
        ByteBuf solicitation = finished(NeighbourMessage.solicit(A6, TestNet.MAC_B.value()), B6, A6.solicitedNode(), 255);
        ByteBuf advertisement = finished(NeighbourMessage.advertise(B6, false, true, TestNet.MAC_B.value()), B6, A6, 255);
        ByteBuf options = Unpooled.buffer().writeByte(TEST).writeByte(0).writeInt(0x0104_0000).writeShort(0).writeBytes(text("x"));
        ByteBuf quoted = ipv6(TEST, A6, B6, 64, text("12345678".repeat(20)));
        for (ByteBuf frame : List.of(frame(A6.solicitedNode().ethernetGroup(), solicitation), frame(TestNet.MAC_A.value(), advertisement),
                frame(TestNet.MAC_A.value(), echoRequest(B6, A6)), frame(TestNet.MAC_A.value(), ipv6(0, B6, A6, 64, options)),
                frame(Ip6Address.ALL_NODES.ethernetGroup(), advertisement(255, 200)), frame(TestNet.MAC_A.value(), fragment(0, true)),
                frame(TestNet.MAC_A.value(), fragment(8, false)),
                frame(TestNet.MAC_A.value(), icmp(Icmp6Message.PACKET_TOO_BIG, 0, 1300, B6, A6, 64, quoted)))) {
            all.writeShort(frame.readableBytes()).writeBytes(frame);
        }
        return Stream.of(ByteBufUtil.getBytes(all));
    }

    /** Frames, each behind two bytes: the lower eleven bits are its length, the upper two say that ICMPv6's checksum stays wrong, and that time passes. */
    @MethodSource("conversations")
    @FuzzTest
    void anyFrames(byte[] bytes) {
        var frames = new ArrayList<ByteBuf>();
        try (TestNet hosts = configured(1500)) {
            hosts.a.listen(TEST, new Log());
            for (ByteBuf all = Unpooled.wrappedBuffer(bytes); all.readableBytes() > 2;) {
                int head = all.readUnsignedShort();
                // Netty's empty buffer can't be released
                ByteBuf frame = Unpooled.buffer().writeBytes(all, Math.min(head & 0x7ff, all.readableBytes()));
                frames.add(frame);
                if ((head & 0x8000) == 0 && frame.readableBytes() >= 62 && frame.getUnsignedByte(20) == IpNetwork.ICMP6) {
                    repair(frame);
                }
                hosts.a.receive(frame);
                hosts.a.receiveComplete();
                hosts.run();
                if ((head & 0x4000) != 0) {
                    hosts.pass(Duration.ofSeconds(2));
                }
            }
        }
        frames.forEach(frame -> assertEquals(0, frame.refCnt(), () -> "kept: " + ByteBufUtil.hexDump(frame)));
    }

    @Test
    void changedFramesDoNoHarm() {
        var random = new Random(61);
        byte[] seed = conversations().findFirst().orElseThrow();
        for (int round = 0; round < 300; round++) {
            byte[] changed = seed.clone();
            for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            anyFrames(changed);
        }
    }

    private void exchange() {
        IpNetwork.Registration registration = net.b.listen(254, new Log());
        net.a.send(Packet.of(254, A, B, text("x")));
        net.run();
        registration.close();
        net.toB.seen.clear();
    }

    private static Log listen(InetHost host, int protocol) {
        var log = new Log();
        host.listen(protocol, log);
        return log;
    }

    private static void inject(TestNet net, ByteBuf frame) {
        net.a.receive(frame);
        net.a.receiveComplete();
    }

    private static ByteBuf frame(long destination, ByteBuf body) {
        ByteBuf frame = Unpooled.buffer().writeZero(14).writeBytes(body);
        EthernetView.set(frame, 0, destination, TestNet.MAC_B.value(), EthernetView.IPV6);
        return frame;
    }

    private static ByteBuf ipv6(int protocol, Ip6Address source, Ip6Address destination, int hops, ByteBuf payload) {
        ByteBuf packet = Unpooled.buffer().writeZero(40);
        new Ipv6View(payload.readableBytes(), protocol, hops, source, destination).set(packet, 0);
        return packet.writeBytes(payload);
    }

    /** A message with its checksum, in a packet. */
    private static ByteBuf finished(ByteBuf message, Ip6Address source, Ip6Address destination, int hops) {
        int length = message.readableBytes();
        message.setShort(message.readerIndex() + 2, InternetChecksum.finish(InternetChecksum
                .add(InternetChecksum.pseudoHeader(source, destination, IpNetwork.ICMP6, length), message, message.readerIndex(), length)));
        ByteBuf packet = ipv6(IpNetwork.ICMP6, source, destination, hops, message);
        message.release();
        return packet;
    }

    private static ByteBuf icmp(int type, int code, int rest, Ip6Address source, Ip6Address destination, int hops, ByteBuf body) {
        ByteBuf message = Unpooled.buffer().writeZero(8).writeBytes(body);
        new Icmp6Message(type, code, rest).set(message, 0);
        return finished(message, source, destination, hops);
    }

    private static ByteBuf echoRequest(Ip6Address source, Ip6Address destination) {
        return icmp(Icmp6Message.ECHO_REQUEST, 0, 1, source, destination, 64, text("ping"));
    }

    private static ByteBuf fragment(int offset, boolean more) {
        ByteBuf body = Unpooled.buffer().writeShort(TEST << 8).writeShort(offset | (more ? 1 : 0)).writeInt(7).writeBytes(text("12345678"));
        return ipv6(44, B6, A6, 64, body);
    }

    /** Makes the checksum right again, so that a mutation gets deeper. */
    private static void repair(ByteBuf frame) {
        int length = Math.min(frame.readableBytes() - 54, frame.getUnsignedShort(18));
        if (length >= 4) {
            frame.setShort(56, 0);
            long pseudoHeader = InternetChecksum.pseudoHeader(Ip6Address.at(frame, 22), Ip6Address.at(frame, 38), IpNetwork.ICMP6, length);
            frame.setShort(56, InternetChecksum.finish(InternetChecksum.add(pseudoHeader, frame, 54, length)));
        }
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    private static final class Log implements PacketListener {
        final List<String> lines = new ArrayList<>();
        byte[] last = {};

        @Override
        public boolean received(Packet packet) {
            last = ByteBufUtil.getBytes(packet.payload());
            lines.add(packet.source().getHostAddress() + ">" + packet.destination().getHostAddress() + " "
                    + new String(last, StandardCharsets.US_ASCII));
            return true;
        }

        @Override
        public void unreachable(InetAddress destination, Unreachable reason, ByteBuf original) {
            lines.add(reason.kind() + " " + reason.mtu() + " " + destination.getHostAddress() + " "
                    + original.toString(StandardCharsets.US_ASCII));
        }
    }
}
