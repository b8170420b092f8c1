package io.strapwork.network.inet.ip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
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
import io.strapwork.network.inet.wire.ArpMessage;
import io.strapwork.network.inet.wire.EthernetView;
import io.strapwork.network.inet.wire.IcmpMessage;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.Ipv4View;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

class InetHostTests {
    /** An experimental protocol number (RFC 3692). */
    private static final int TEST = 253;
    private static final int ADDRESS_A = Inet4Addresses.toInt(TestNet.A);
    private static final int ADDRESS_B = Inet4Addresses.toInt(TestNet.B);

    private TestNet net = TestNet.configured();
    private final Log log = new Log();
    private final Log atB = new Log();

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void aPacketWaitsForArpAndIsAnswered() {
        net.b.listen(TEST, atB);
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, text("hello")));
        net.run();
        assertEquals(List.of("10.0.2.15>10.0.2.2 hello"), atB.lines);
        assertEquals(2, net.toB.seen.size(), "request, packet");
        assertEquals(1, net.toA.seen.size(), "answer");
        net.b.send(Packet.of(TEST, TestNet.B, TestNet.A, text("there")));
        net.run();
        assertEquals(2, net.toA.seen.size(), "b learned from the request");
    }

    @Test
    void payloadsOfEveryShapeArriveWhole() {
        net = TestNet.configured(65535);
        net.b.listen(TEST, atB);
        var random = new Random(3);
        for (int length : new int[]{1, 1023, 1024, 1025, 9000, 65515}) {
            var data = new byte[length];
            random.nextBytes(data);
            ByteBuf roomy = PooledByteBufAllocator.DEFAULT.directBuffer(InetHost.HEADROOM + length).setIndex(InetHost.HEADROOM,
                    InetHost.HEADROOM);
            ByteBuf shared = Unpooled.buffer().writeZero(InetHost.HEADROOM).writeBytes(data).skipBytes(InetHost.HEADROOM);
            for (ByteBuf payload : new ByteBuf[]{Unpooled.wrappedBuffer(data), roomy.writeBytes(data), shared.retainedDuplicate(),
                Unpooled.wrappedBuffer(data).asReadOnly()}) {
                net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, payload));
                net.run();
                assertArrayEquals(data, atB.last);
                assertEquals(0, payload.refCnt() - (payload.unwrap() == shared ? 1 : 0), "taken");
            }
            assertEquals(HexFormat.of().formatHex(new byte[InetHost.HEADROOM]), ByteBufUtil.hexDump(shared, 0, InetHost.HEADROOM),
                    "memory of somebody else is not written to");
            shared.release();
        }
    }

    @Test
    void fragmentsAreSentAndPutTogether() {
        net.b.listen(TEST, atB);
        var data = new byte[65515];
        new Random(4).nextBytes(data);
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, Unpooled.wrappedBuffer(data)));
        net.run();
        assertArrayEquals(data, atB.last);
        assertEquals(1 + 45, net.toB.seen.size());
        assertThrows(IllegalArgumentException.class,
                () -> net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, Unpooled.buffer().writeZero(65516))));
    }

    @Test
    void noAnswerToArpIsTold() {
        net.a.listen(TEST, log);
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.ip("10.0.2.77"), text("12345678")));
        net.pass(Duration.ofMillis(2900));
        assertEquals(List.of(), log.lines);
        net.pass(Duration.ofMillis(200));
        assertEquals(List.of("NO_NEIGHBOUR 0 10.0.2.77 12345678"), log.lines);
        assertEquals(3, net.toB.seen.size(), "requests, one a second");
    }

    @Test
    void noRouteIsTold() {
        net.a.listen(TEST, log);
        net.assign(net.a, IpConfiguration.of(TestNet.A, 24));
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.ip("192.168.1.1"), text("12345678")));
        assertEquals(List.of(), log.lines, "not while the sender sends");
        net.run();
        assertEquals(List.of("NO_ROUTE 0 192.168.1.1 12345678"), log.lines);
    }

    /** As two address sources may have it. */
    @Test
    void severalAddressesAreAllOwn() {
        var own = new OwnAddresses();
        own.configure(IpConfiguration.NONE.withAddresses(List.of(new Assigned(TestNet.A, 24), new Assigned(TestNet.ip("192.168.7.9"), 28)))
                .withRoutes(List.of(Route.defaultVia(TestNet.ip("10.0.2.2")),
                        Route.via(TestNet.ip("192.168.0.0"), 16, TestNet.ip("10.0.2.3")))));
        for (String mine : List.of("10.0.2.15", "192.168.7.9")) {
            assertTrue(own.contains(Inet4Addresses.toInt(TestNet.ip(mine))), mine);
        }
        for (String everybody : List.of("10.0.2.255", "192.168.7.15")) {
            assertTrue(own.isBroadcast(Inet4Addresses.toInt(TestNet.ip(everybody))), everybody);
        }
        assertEquals("192.168.7.3", hop(own, "192.168.7.3"), "on the second network's link");
        assertEquals("10.0.2.3", hop(own, "192.168.7.77"));
        assertEquals(Inet4Addresses.toInt(TestNet.ip("192.168.7.9")), own.towards(Inet4Addresses.toInt(TestNet.ip("192.168.7.3"))));
        assertEquals(Inet4Addresses.toInt(TestNet.A), own.towards(Inet4Addresses.toInt(TestNet.ip("8.8.8.8"))), "the preferred one");
    }

    @Test
    void whatTwoSourcesSayAlikeStaysUntilBothHaveWithdrawn() {
        IpConfiguration one = TestNet.configuration(TestNet.A);
        var first = net.a.assign(one);
        net.withdraw(net.a);
        net.run();
        assertEquals(one, net.a.facts().configuration());
        assertEquals(List.of(), net.toB.seen, "nothing has changed, so nothing is announced");
        first.close();
        first.close();
        assertEquals(IpConfiguration.NONE, net.a.facts().configuration());
        var both = List.of(net.a.assign(one), net.a.assign(one));
        both.getFirst().close();
        both.getFirst().close();
        assertEquals(one, net.a.facts().configuration(), "one and the same object, from two");
    }

    @Test
    void aPacketIsOfOneFamily() {
        ByteBuf taken = text("x");
        InetAddress six = InetAddress.ofLiteral("2001:db8::1");
        assertEquals("not an IPv6 address: 10.0.2.15",
                assertThrows(IllegalArgumentException.class, () -> net.a.send(Packet.of(TEST, TestNet.A, six, taken))).getMessage());
        assertEquals(0, taken.refCnt());
    }

    @Test
    void aLinkForShortPacketsHasNoIpv6() {
        try (var small = new TestNet(1279)) {
            assertEquals("IPv6 needs an MTU of 1280, and the link has 1279", assertThrows(IllegalArgumentException.class,
                    () -> small.a.assign(IpConfiguration.of(InetAddress.ofLiteral("2001:db8::1"), 64))).getMessage());
            assertEquals(IpConfiguration.NONE, small.a.facts().configuration());
        }
    }

    @Test
    void theLongestPrefixWins() {
        var own = new OwnAddresses();
        own.configure(IpConfiguration.of(TestNet.A, 24).withRoutes(List.of(
                Route.defaultVia(TestNet.ip("10.0.2.2")),
                Route.via(TestNet.ip("192.168.0.0"), 16, TestNet.ip("10.0.2.3")),
                Route.via(TestNet.ip("192.168.7.0"), 24, TestNet.ip("10.0.2.4")),
                Route.via(TestNet.ip("10.0.2.128"), 25, TestNet.ip("10.0.2.5")),
                Route.onLink(TestNet.ip("172.16.0.0"), 12))));
        assertEquals("10.0.2.2", hop(own, "8.8.8.8"));
        assertEquals("10.0.2.3", hop(own, "192.168.1.1"));
        assertEquals("10.0.2.4", hop(own, "192.168.7.1"));
        assertEquals("10.0.2.9", hop(own, "10.0.2.9"));
        assertEquals("10.0.2.5", hop(own, "10.0.2.200"));
        assertEquals("172.16.5.5", hop(own, "172.16.5.5"));
        assertTrue(own.isBroadcast(Inet4Addresses.toInt(TestNet.ip("10.0.2.255"))));
        own.configure(IpConfiguration.of(TestNet.A, 31));
        assertFalse(own.isBroadcast(Inet4Addresses.toInt(TestNet.A) | 1));
    }

    @Test
    void arpPacketsAreBoundedAndTheNewestKept() {
        net.b.listen(TEST, atB);
        net.toA.pass = frame -> false;
        for (int i = 0; i < 40; i++) {
            net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, text("n" + i)));
        }
        net.run();
        net.toA.pass = frame -> true;
        net.pass(Duration.ofMillis(1100));
        assertEquals(16, atB.lines.size());
        assertEquals("10.0.2.15>10.0.2.2 n39", atB.lines.getLast());
    }

    @Test
    void anOldAnswerIsCheckedWhileItIsUsed() {
        net.b.listen(TEST, atB);
        exchange();
        net.pass(Duration.ofSeconds(61));
        net.toB.seen.clear();
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, text("again")));
        net.run();
        assertEquals(2, net.toB.seen.size());
        assertTrue(net.toB.seen.getFirst().startsWith("52540000000b52540000000a08060001"), "asked directly");
        net.toA.pass = frame -> false;
        net.pass(Duration.ofSeconds(61));
        net.toB.seen.clear();
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, text("more")));
        net.pass(Duration.ofSeconds(6));
        List<String> asked = net.toB.seen.stream().filter(frame -> frame.startsWith("0806", 24)).map(frame -> frame.substring(0, 12))
                .toList();
        assertEquals(List.of("52540000000b", "52540000000b", "ffffffffffff", "ffffffffffff", "ffffffffffff"), asked);
    }

    @Test
    void arpTableIsBounded() {
        for (int i = 1; i < 2000; i++) {
            inject(EthernetView.ARP, arp(new ArpMessage(true, 0x020000000000L + i, 0x0a000200 + (i & 0xff), 0, ADDRESS_A)));
            net.a.send(Packet.of(TEST, TestNet.A, Inet4Addresses.of(0x0a010000 + i), text("x")));
        }
        net.assign(net.a, IpConfiguration.of(TestNet.A, 8));
        for (int i = 1; i < 2000; i++) {
            net.a.send(Packet.of(TEST, TestNet.A, Inet4Addresses.of(0x0a010000 + i), text("x")));
        }
        net.run();
        long asked = net.toB.seen.stream().filter(frame -> frame.startsWith("0806", 24)).count();
        assertTrue(asked >= 1999, "asked " + asked);
    }

    @Test
    void gratuitousArpChangesWhatIsKnownOnly() {
        exchange();
        inject(EthernetView.ARP, arp(new ArpMessage(true, 0x020000000001L, ADDRESS_B, 0, ADDRESS_B)));
        inject(EthernetView.ARP, arp(new ArpMessage(true, 0x020000000002L, 0x0a000250, 0, 0x0a000250)));
        net.toB.seen.clear();
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, text("x")));
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.ip("10.0.2.80"), text("x")));
        net.run();
        assertTrue(net.toB.seen.get(0).startsWith("020000000001"), "the new address");
        assertTrue(net.toB.seen.get(1).startsWith("ffffffffffff"), "not remembered");
    }

    @Test
    void anAddressIsAnnouncedTwiceAndDefended() {
        net.assign(net.a, TestNet.configuration(TestNet.ip("10.0.2.16")));
        net.run();
        assertEquals(1, net.toB.seen.size());
        net.pass(Duration.ofSeconds(3));
        assertEquals(2, net.toB.seen.size());
        assertTrue(net.toB.seen.getLast().endsWith("0a0002100000000000000a000210"));
        ByteBuf claim = arp(new ArpMessage(true, 0x020000000001L, 0x0a000210, 0, 0x0a000210));
        inject(EthernetView.ARP, claim.copy());
        inject(EthernetView.ARP, claim.copy());
        net.run();
        assertEquals(3, net.toB.seen.size(), "once in ten seconds");
        net.pass(Duration.ofSeconds(10));
        inject(EthernetView.ARP, claim);
        net.run();
        assertEquals(4, net.toB.seen.size());
    }

    @Test
    void aProbeFindsWhoHasAnAddress() {
        net.withdraw(net.a);
        Future<Optional<MacAddress>> taken = net.a.probe(TestNet.B, 3, Duration.ofMillis(200));
        net.run();
        assertEquals(Optional.of(TestNet.MAC_B), taken.getNow());
        Future<Optional<MacAddress>> free = net.a.probe(TestNet.ip("10.0.2.50"), 3, Duration.ofMillis(200));
        net.pass(Duration.ofMillis(500));
        assertFalse(free.isDone());
        net.pass(Duration.ofMillis(100));
        assertEquals(Optional.empty(), free.getNow());
        assertEquals(4, net.toB.seen.size());
        assertTrue(net.toB.seen.getLast().endsWith("52540000000a" + "00000000" + "000000000000" + "0a000232"),
                "a probe has no sender address");
    }

    @Test
    void twoProbesForOneAddressCollide() {
        net.withdraw(net.a);
        net.withdraw(net.b);
        Future<Optional<MacAddress>> a = net.a.probe(TestNet.ip("10.0.2.50"), 3, Duration.ofMillis(200));
        Future<Optional<MacAddress>> b = net.b.probe(TestNet.ip("10.0.2.50"), 3, Duration.ofMillis(200));
        net.pass(Duration.ofSeconds(1));
        assertEquals(Optional.of(TestNet.MAC_B), a.getNow());
        assertEquals(Optional.of(TestNet.MAC_A), b.getNow());
    }

    @Test
    void echoRequestsAreAnswered() {
        net.b.listen(IpNetwork.ICMP, atB);
        net.b.send(Packet.of(IpNetwork.ICMP, TestNet.B, TestNet.A,
                icmp(8, 0, 0x12340001, "abcdefgh".getBytes(java.nio.charset.StandardCharsets.US_ASCII))));
        net.run();
        assertEquals("000017321234" + "0001" + "6162636465666768",
                HexFormat.of().formatHex(atB.last).replaceFirst("^0000....", "00001732"));
        assertEquals(0, atB.last[0]);
    }

    @Test
    void echoRequestsAreAnsweredForAliasesAndNotForBroadcasts() {
        net.a.addAlias(TestNet.ip("10.0.2.3"));
        net.b.listen(IpNetwork.ICMP, atB);
        net.b.send(Packet.of(IpNetwork.ICMP, TestNet.B, TestNet.ip("10.0.2.3"), icmp(8, 0, 1, new byte[4])));
        net.b.send(Packet.of(IpNetwork.ICMP, TestNet.B, TestNet.ip("10.0.2.255"), icmp(8, 0, 1, new byte[4])));
        net.b.send(Packet.of(IpNetwork.ICMP, TestNet.B, TestNet.ip("255.255.255.255"), icmp(8, 0, 1, new byte[4])));
        net.run();
        assertEquals(1, atB.lines.size());
        assertTrue(atB.lines.getFirst().startsWith("10.0.2.3>10.0.2.2 "));
    }

    @Test
    void echoRepliesAreBounded() {
        net.b.listen(IpNetwork.ICMP, atB);
        exchange();
        for (int i = 0; i < 1000; i++) {
            net.b.send(Packet.of(IpNetwork.ICMP, TestNet.B, TestNet.A, icmp(8, 0, 1, new byte[4])));
        }
        net.run();
        assertEquals(100, atB.lines.size());
        net.advance(Duration.ofMillis(50));
        for (int i = 0; i < 1000; i++) {
            net.b.send(Packet.of(IpNetwork.ICMP, TestNet.B, TestNet.A, icmp(8, 0, 1, new byte[4])));
        }
        net.run();
        assertEquals(150, atB.lines.size());
    }

    @Test
    void whatNobodyTakesIsRefused() {
        net.a.listen(TEST, log);
        net.a.listen(IpNetwork.UDP, log);
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, text("12345678")));
        net.a.send(Packet.of(IpNetwork.UDP, TestNet.A, TestNet.B, text("12345678")));
        net.run();
        assertEquals(List.of("PROTOCOL 0 10.0.2.2 12345678", "PORT 0 10.0.2.2 12345678"), log.lines);
    }

    @Test
    void aLargePacketThatNobodyTakesIsRefusedOnce() {
        net.a.listen(IpNetwork.UDP, log);
        net.a.send(Packet.of(IpNetwork.UDP, TestNet.A, TestNet.B, text("12345678".repeat(500))));
        net.run();
        assertEquals(1, log.lines.size());
        assertTrue(log.lines.getFirst().startsWith("PORT 0 10.0.2.2 12345678"));
    }

    @Test
    void broadcastsErrorsAndStrangersAreNotRefused() {
        exchange();
        net.toB.seen.clear();
        net.b.send(Packet.of(TEST, TestNet.B, TestNet.ip("255.255.255.255"), text("x")));
        net.b.send(Packet.of(TEST, TestNet.B, TestNet.ip("224.0.0.1"), text("x")));
        net.b.send(Packet.of(IpNetwork.ICMP, TestNet.B, TestNet.A, icmp(3, 3, 0, new byte[28])));
        inject(EthernetView.IPV4, ip(TEST, 0x7f000001, ADDRESS_A, text("x")));
        inject(EthernetView.IPV4, ip(TEST, 0xe0000001, ADDRESS_A, text("x")));
        inject(EthernetView.IPV4, ip(TEST, 0x0a0002ff, ADDRESS_A, text("x")));
        inject(EthernetView.IPV4, ip(TEST, ADDRESS_A, ADDRESS_A, text("x")));
        inject(EthernetView.IPV4, ip(TEST, 0, ADDRESS_A, text("x")));
        inject(EthernetView.IPV4, ip(TEST, ADDRESS_B, 0x0a000210, text("x")));
        net.run();
        assertEquals(List.of(), net.toB.seen);
    }

    @Test
    void refusalsAreBounded() {
        net.a.listen(TEST, log);
        exchange();
        for (int i = 0; i < 100; i++) {
            net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, text("12345678")));
        }
        net.run();
        assertEquals(20, log.lines.size());
    }

    @Test
    void aRoutersMtuIsBelieved() {
        net.a.listen(TEST, log);
        net.b.listen(TEST, atB);
        exchange();
        int before = net.toB.seen.size();
        needsFragmentation(1000);
        assertEquals(List.of("PACKET_TOO_BIG 1000 10.0.2.2 12345678"), log.lines);
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, text("x".repeat(1400))));
        net.run();
        assertEquals(before + 2, net.toB.seen.size());
        needsFragmentation(1200);
        assertEquals(1, log.lines.size(), "no news");
        needsFragmentation(68);
        assertEquals("PACKET_TOO_BIG 576 10.0.2.2 12345678", log.lines.getLast());
        net.pass(Duration.ofMinutes(11));
        net.toB.seen.clear();
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, text("x".repeat(1400))));
        net.run();
        assertEquals(1, net.toB.seen.stream().filter(frame -> frame.startsWith("0800", 24)).count(), "forgotten");
    }

    @Test
    void aRouterThatDoesNotTellItsMtuMeansTheNextLower() {
        net.a.listen(TEST, log);
        needsFragmentation(0);
        assertEquals(List.of("PACKET_TOO_BIG 1492 10.0.2.2 12345678"), log.lines);
    }

    @Test
    void errorsAboutPacketsOfOthersAreIgnored() {
        net.a.listen(TEST, log);
        ByteBuf quoted = ip(TEST, 0x0a000263, ADDRESS_B, text("12345678"));
        inject(EthernetView.IPV4, ip(IpNetwork.ICMP, ADDRESS_B, ADDRESS_A, icmp(3, 1, 0, ByteBufUtil.getBytes(quoted))));
        ByteBuf cut = ip(TEST, ADDRESS_A, ADDRESS_B, text("1234567"));
        inject(EthernetView.IPV4, ip(IpNetwork.ICMP, ADDRESS_B, ADDRESS_A, icmp(3, 1, 0, ByteBufUtil.getBytes(cut))));
        net.run();
        assertEquals(List.of(), log.lines);
        for (int[] kind : new int[][]{{3, 0}, {3, 1}, {3, 2}, {3, 3}, {3, 13}, {11, 0}}) {
            ByteBuf own = ip(TEST, ADDRESS_A, ADDRESS_B, text("12345678"));
            inject(EthernetView.IPV4, ip(IpNetwork.ICMP, ADDRESS_B, ADDRESS_A, icmp(kind[0], kind[1], 0, ByteBufUtil.getBytes(own))));
        }
        net.run();
        assertEquals(List.of("NETWORK", "HOST", "PROTOCOL", "PORT", "PROHIBITED", "TIME_EXCEEDED"),
                log.lines.stream().map(line -> line.substring(0, line.indexOf(' '))).toList());
    }

    @Test
    void aMissingFragmentIsToldAfterThirtySeconds() {
        net.a.listen(TEST, log);
        net.b.listen(TEST, atB);
        exchange();
        int[] count = new int[1];
        net.toB.pass = frame -> ++count[0] != 2;
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, text("12345678".repeat(500))));
        net.pass(Duration.ofSeconds(29));
        assertEquals(List.of(), log.lines);
        net.pass(Duration.ofSeconds(2));
        assertTrue(log.lines.getFirst().startsWith("TIME_EXCEEDED 0 10.0.2.2 12345678"), () -> "" + log.lines);
    }

    @Test
    void framesThatAreTooLongOrForOthersAreDropped() {
        net.a.listen(TEST, log);
        ByteBuf packet = ip(TEST, ADDRESS_B, ADDRESS_A, text("x".repeat(1480)));
        inject(EthernetView.IPV4, packet.copy());
        inject(EthernetView.IPV4, packet.copy().writeZero(1));
        ByteBuf other = Unpooled.buffer().writeZero(14).writeBytes(packet);
        EthernetView.set(other, 0, 0x525400000099L, TestNet.MAC_B.value(), EthernetView.IPV4);
        net.a.receive(other);
        ByteBuf group = Unpooled.buffer().writeZero(14).writeBytes(packet.readerIndex(0));
        EthernetView.set(group, 0, EthernetView.BROADCAST, TestNet.MAC_B.value(), EthernetView.IPV4);
        net.a.receive(group);
        inject(0x86dd, packet);
        assertEquals(1, log.lines.size());
    }

    @Test
    void paddingIsCutOff() {
        net.a.listen(TEST, log);
        inject(EthernetView.IPV4, ip(TEST, ADDRESS_B, ADDRESS_A, text("x")).writeZero(25));
        assertEquals(List.of("10.0.2.2>10.0.2.15 x"), log.lines);
    }

    @Test
    void packetsToItselfComeBackLater() {
        net.a.listen(TEST, log);
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.A, text("me")));
        assertEquals(List.of(), log.lines);
        net.run();
        assertEquals(List.of("10.0.2.15>10.0.2.15 me"), log.lines);
        assertEquals(List.of(), net.toB.seen);
    }

    @Test
    void aBurstIsFlushedOnce() {
        net.b.listen(TEST, new PacketListener() {
            @Override
            public boolean received(Packet packet) {
                net.b.send(Packet.of(TEST, packet.destination(), packet.source(), packet.payload().retain()));
                return true;
            }
        });
        net.a.listen(TEST, log);
        exchange();
        int before = net.toA.flushes;
        int beforeA = net.toB.flushes;
        for (int i = 0; i < 10; i++) {
            net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, text("x")));
        }
        net.run();
        assertEquals(beforeA + 1, net.toB.flushes, "one task for all that was sent in a turn");
        assertEquals(before + 1, net.toA.flushes);
    }

    @Test
    void portsAreTakenAndReleased() throws Exception {
        int port = net.a.facts().ports().take(IpNetwork.UDP, 0);
        assertTrue(port >= 49152 && port <= 65535);
        assertEquals("UDP port " + port + " is in use",
                assertThrows(BindException.class, () -> net.a.facts().ports().take(IpNetwork.UDP, port)).getMessage());
        assertEquals(port, net.a.facts().ports().take(IpNetwork.TCP, port));
        for (int i = 1; i < 16384; i++) {
            net.a.facts().ports().take(IpNetwork.UDP, 0);
        }
        assertEquals("no ephemeral UDP port is left",
                assertThrows(BindException.class, () -> net.a.facts().ports().take(IpNetwork.UDP, 0)).getMessage());
        net.a.facts().ports().release(IpNetwork.UDP, port);
        assertEquals(port, net.a.facts().ports().take(IpNetwork.UDP, 0));
        assertEquals("not a port: 65536",
                assertThrows(BindException.class, () -> net.a.facts().ports().take(IpNetwork.UDP, 65536)).getMessage());
    }

    @Test
    void theLeasesMtuIsKept() {
        net.b.listen(TEST, atB);
        net.assign(net.a, IpConfiguration.of(TestNet.A, 24).withMtu(OptionalInt.of(600)));
        assertEquals(600, net.a.facts().mtu());
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, text("x".repeat(700))));
        net.run();
        assertEquals(700, atB.last.length);
        assertEquals(2, net.toB.seen.stream().filter(frame -> frame.startsWith("0800", 24)).count());
        net.assign(net.a, IpConfiguration.of(TestNet.A, 24).withMtu(OptionalInt.of(9000)));
        assertEquals(1500, net.a.facts().mtu());
    }

    @Test
    void afterCloseNothingGoesOut() {
        net.a.listen(TEST, log);
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.ip("10.0.2.77"), text("waits")));
        net.a.close();
        net.a.close();
        ByteBuf late = text("late");
        net.a.send(Packet.of(TEST, TestNet.A, TestNet.B, late));
        assertEquals(0, late.refCnt());
        inject(EthernetView.IPV4, ip(TEST, ADDRESS_B, ADDRESS_A, text("x")));
        net.pass(Duration.ofSeconds(5));
        assertEquals(List.of("closed"), log.lines);
    }

    /** Seeded garbage at a host with everything on: nothing may be thrown, kept or sent without bound. */
    @Test
    void noFramesHarmAHost() {
        net.a.listen(TEST, log);
        var random = new Random(11);
        List<ByteBuf> seeds = List.of(frame(EthernetView.ARP, arp(new ArpMessage(true, 0x020000000001L, 0x0a000207, 0, ADDRESS_A))),
                frame(EthernetView.IPV4, ip(TEST, ADDRESS_B, ADDRESS_A, text("12345678"))),
                frame(EthernetView.IPV4, ip(IpNetwork.ICMP, ADDRESS_B, ADDRESS_A, icmp(8, 0, 1, new byte[40]))),
                frame(EthernetView.IPV4,
                        ip(IpNetwork.ICMP, ADDRESS_B, ADDRESS_A,
                                icmp(3, 4, 800, ByteBufUtil.getBytes(ip(TEST, ADDRESS_A, ADDRESS_B, text("12345678")))))),
                frame(EthernetView.IPV4, fragment(1, 0, true)), frame(EthernetView.IPV4, fragment(1, 64, false)),
                frame(EthernetView.IPV4, ip(IpNetwork.UDP, ADDRESS_B, ADDRESS_A, text("12345678"))));
        for (int i = 0; i < 20_000; i++) {
            ByteBuf frame = seeds.get(random.nextInt(seeds.size())).copy();
            for (int n = random.nextInt(4); n > 0; n--) {
                frame.setByte(random.nextInt(frame.capacity()), random.nextInt());
            }
            if (random.nextInt(8) == 0) {
                frame.writerIndex(random.nextInt(frame.capacity() + 1));
            }
            if (random.nextBoolean() && frame.readableBytes() >= 34) {
                repair(frame);
            }
            net.a.receive(frame);
            assertEquals(0, frame.refCnt());
            if (random.nextInt(16) == 0) {
                net.a.receiveComplete();
                net.run();
                net.toB.seen.clear();
                net.toA.seen.clear();
            }
            if (random.nextInt(64) == 0) {
                net.advance(Duration.ofMillis(random.nextInt(1000)));
            }
        }
        assertTrue(log.lines.size() > 100, "some must get through: " + log.lines.size());
    }

    static Stream<byte[]> conversations() {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf frame : List.of(frame(EthernetView.ARP, arp(new ArpMessage(true, 0x020000000001L, 0x0a000207, 0, ADDRESS_A))),
                frame(EthernetView.IPV4, ip(IpNetwork.ICMP, ADDRESS_B, ADDRESS_A, icmp(8, 0, 1, new byte[40]))),
                frame(EthernetView.IPV4, fragment(1, 0, true)), frame(EthernetView.IPV4, fragment(1, 64, false)),
                frame(EthernetView.IPV4,
                        ip(IpNetwork.ICMP, ADDRESS_B, ADDRESS_A,
                                icmp(3, 4, 800, ByteBufUtil.getBytes(ip(TEST, ADDRESS_A, ADDRESS_B, text("12345678")))))))) {
            all.writeShort(frame.readableBytes()).writeBytes(frame);
        }
        return Stream.of(ByteBufUtil.getBytes(all));
    }

    /** Frames, each behind two bytes: the lower eleven bits are its length, the upper two say that its IP header stays wrong, and that time passes. */
    @MethodSource("conversations")
    @FuzzTest
    void anyFrames(byte[] bytes) {
        var frames = new ArrayList<ByteBuf>();
        try (TestNet hosts = TestNet.configured()) {
            hosts.a.listen(TEST, new Log());
            for (ByteBuf all = Unpooled.wrappedBuffer(bytes); all.readableBytes() > 2;) {
                int head = all.readUnsignedShort();
                // Netty's empty buffer can't be released
                ByteBuf frame = Unpooled.buffer().writeBytes(all, Math.min(head & 0x7ff, all.readableBytes()));
                frames.add(frame);
                if ((head & 0x8000) == 0 && frame.readableBytes() >= 34) {
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

    private void exchange() {
        IpNetwork.Registration registration = net.b.listen(254, new Log());
        net.a.send(Packet.of(254, TestNet.A, TestNet.B, text("x")));
        net.run();
        registration.close();
        net.toB.seen.clear();
    }

    private void needsFragmentation(int mtu) {
        ByteBuf quoted = ip(TEST, ADDRESS_A, ADDRESS_B, text("12345678".repeat(185)));
        inject(EthernetView.IPV4, ip(IpNetwork.ICMP, ADDRESS_B, ADDRESS_A, icmp(3, 4, mtu, ByteBufUtil.getBytes(quoted, 0, 28))));
        net.run();
    }

    private void inject(int type, ByteBuf body) {
        net.a.receive(frame(type, body));
        net.a.receiveComplete();
    }

    private static ByteBuf frame(int type, ByteBuf body) {
        ByteBuf frame = Unpooled.buffer().writeZero(14).writeBytes(body);
        EthernetView.set(frame, 0, TestNet.MAC_A.value(), TestNet.MAC_B.value(), type);
        return frame;
    }

    private static ByteBuf arp(ArpMessage message) {
        ByteBuf bytes = Unpooled.buffer();
        message.write(bytes);
        return bytes;
    }

    private static ByteBuf ip(int protocol, int source, int destination, ByteBuf payload) {
        ByteBuf packet = Unpooled.buffer().writeZero(20).writeBytes(payload);
        new Ipv4View(20, packet.readableBytes(), 7, false, false, 0, 64, protocol, source, destination).set(packet, 0);
        return packet;
    }

    private static ByteBuf fragment(int id, int offset, boolean more) {
        ByteBuf packet = Unpooled.buffer().writeZero(84);
        new Ipv4View(20, 84, id, false, more, offset, 64, TEST, ADDRESS_B, ADDRESS_A).set(packet, 0);
        return packet;
    }

    private static ByteBuf icmp(int type, int code, int rest, byte[] body) {
        ByteBuf message = Unpooled.buffer().writeZero(8).writeBytes(body);
        new IcmpMessage(type, code, rest).set(message, 0, body.length);
        return message;
    }

    /** Makes the IP header's checksum right again, so that a mutation gets deeper. */
    private static void repair(ByteBuf frame) {
        frame.setShort(24, 0);
        frame.setShort(24, io.strapwork.network.inet.wire.InternetChecksum
                .finish(io.strapwork.network.inet.wire.InternetChecksum.add(0, frame, 14, Math.min(20, frame.readableBytes() - 14))));
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static String hop(OwnAddresses own, String to) {
        return Inet4Addresses.toString(own.nextHop(Inet4Addresses.toInt(TestNet.ip(to))));
    }

    private static final class Log implements PacketListener {
        final List<String> lines = new ArrayList<>();
        byte[] last = {};

        @Override
        public boolean received(Packet packet) {
            last = ByteBufUtil.getBytes(packet.payload());
            lines.add(packet.source().getHostAddress() + ">" + packet.destination().getHostAddress() + " "
                    + new String(last, java.nio.charset.StandardCharsets.US_ASCII));
            return true;
        }

        @Override
        public void unreachable(InetAddress destination, Unreachable reason, ByteBuf original) {
            lines.add(reason.kind() + " " + reason.mtu() + " " + destination.getHostAddress() + " "
                    + original.toString(java.nio.charset.StandardCharsets.US_ASCII));
        }

        @Override
        public void networkClosed() {
            lines.add("closed");
        }
    }
}
