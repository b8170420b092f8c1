package io.strapwork.network.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramChannel;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.Ip6Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class GatewayTests {
    @TempDir
    Path folder;

    @Test
    void namesAreResolved() throws Exception {
        var settings = GatewaySettings.standard().withHosts(Map.of("lab.example", List.of(Inet4Addresses.of(0x0a000263))));
        try (var guest = TestGuest.plugged(settings)) {
            var resolver = new DnsNameResolverBuilder(guest.loop()).datagramChannelFactory(() -> (DatagramChannel) guest.udp.newChannel())
                    .resolvedAddressTypes(ResolvedAddressTypes.IPV4_ONLY)
                    .nameServerProvider(new SingletonDnsServerAddressStreamProvider(new InetSocketAddress(TestGuest.DNS, 53))).build();
            assertEquals(TestGuest.HOST, resolver.resolve("boot.strapwork").get(20, TimeUnit.SECONDS));
            assertEquals(Inet4Addresses.of(0x0a000263), resolver.resolve("lab.example").get(20, TimeUnit.SECONDS));
            resolver.close();
        }
    }

    @Test
    void framesAreLentToTheCaptureBothWays() throws Exception {
        var seen = new ConcurrentLinkedQueue<String>();
        try (var guest = TestGuest.captured(GatewaySettings.standard(), frame -> seen.add(macs(frame)))) {
            guest.connecting(new ChannelInboundHandlerAdapter()).connect(new InetSocketAddress(TestGuest.DNS, 1)).awaitUninterruptibly();
        }
        assertTrue(seen.contains("525500" + "0a0202<525400" + "123456") || seen.stream().anyMatch(macs -> macs.endsWith("<525400123456")),
                seen.toString());
        assertTrue(seen.contains("525400123456<52550a000202"), seen.toString());
    }

    private static String macs(ByteBuf frame) {
        return io.netty.buffer.ByteBufUtil.hexDump(frame, frame.readerIndex(), 6) + "<"
                + io.netty.buffer.ByteBufUtil.hexDump(frame, frame.readerIndex() + 6, 6);
    }

    @Test
    void everythingWrongIsToldAtOnce() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        var settings = GatewaySettings.standard().withServe(file).withMtu(100).withLease(Duration.ZERO)
                .withAddresses(Inet4Addresses.of(0x0a000302), Inet4Addresses.of(0x0a000202), Inet4Addresses.of(0x0a000202), 24)
                .withFaults(new Faults(2, -0.5, Double.NaN, Duration.ofHours(1), Duration.ofMillis(-1), 0));
        var thrown = assertThrows(StrapworkException.class,
                () -> Gateway.start("gateway", settings, BootClock.system(), new SplittableRandom(1), ByteBuf::release, Optional.empty()));
        assertEquals("""
                SW-N701 %s: the folder to serve is not a folder [name the folder with the files to boot from]
                SW-N704 guest: 10.0.3.2 is not an address in the gateway's network 10.0.2.0/24 []
                SW-N704 guest, host, dns: guest, gateway and name server need three different addresses []
                SW-N704 mtu: an MTU of 100 bytes is not between 576 and 65535 []
                SW-N704 lease: the lease time must be positive []
                SW-N705 loss: 2.0 is not a fraction of frames [write 0.02 for two in a hundred]
                SW-N705 reorder: -0.5 is not a fraction of frames [write 0.02 for two in a hundred]
                SW-N705 duplicate: NaN is not a fraction of frames [write 0.02 for two in a hundred]
                SW-N705 delay: 3600000 ms is not a valid delay [set a time from 0s to 60s]
                SW-N705 jitter: -1 ms is not a valid delay [set a time from 0s to 60s]""".formatted(file),
                thrown.problems().stream()
                        .map(problem -> problem.code() + " " + problem.where() + ": " + problem.what() + " [" + problem.hint() + "]")
                        .collect(Collectors.joining("\n")));
        var missing = GatewaySettings.standard().withServe(folder.resolve("nothing"));
        assertEquals("the folder to serve does not exist", assertThrows(StrapworkException.class,
                () -> Gateway.start("gateway", missing, BootClock.system(), new SplittableRandom(1), ByteBuf::release, Optional.empty()))
                .problems()
                .getFirst().what());
    }

    @Test
    void everythingWrongWithIpv6IsToldAtOnce() {
        var six = new Ip6Settings(six("fe80::1"), six("fd00::2"), six("fd00::2"), Ip6Assignment.SLAAC, Duration.ofSeconds(-1));
        var settings = GatewaySettings.standard().withIp4(false).withMtu(1279).withIp6(Optional.of(six));
        assertEquals("""
                SW-N704 guest: fe80:0:0:0:0:0:0:1 is not an address in the gateway's network fd00:0:0:0:0:0:0:0/64
                SW-N704 guest, host, dns: guest, gateway and name server need three different IPv6 addresses
                SW-N704 mtu: an MTU of 1279 bytes is not between 1280 and 65535, as a network with IPv6 needs it
                SW-N704 router-delay: the delay is negative: -1000 ms""", wrongs(settings));
        assertEquals("SW-N704 families: a network speaks IPv4, IPv6 or both",
                wrongs(GatewaySettings.standard().withIp4(false)));
    }

    @Test
    void hostsOfAProfileAreNamesAndAddresses() {
        assertEquals(Map.of("lab", List.of(Inet4Addresses.of(0x0a000202), six("fd00::1")), "a_b.example", List.of(six("::2"))),
                NamedHosts.parse(Map.of("lab", " 10.0.2.2,  fd00::1", "a_b.example", "::2")));
        String wrong = assertThrows(StrapworkException.class,
                () -> NamedHosts.parse(Map.of("a..b", "10.0.2.2", "lab", "fd00::g fe80::1%1", "none", " "))).problems().stream()
                .map(problem -> problem.code() + " " + problem.where() + ": " + problem.what()).collect(Collectors.joining("\n"));
        assertEquals("""
                SW-N704 machine.hosts.a..b: "a..b" is no name of a host
                SW-N704 machine.hosts.lab: "fd00::g" is not an address
                SW-N704 machine.hosts.lab: "fe80::1%1" is not an address
                SW-N704 machine.hosts.none: "" is not an address""", wrong);
    }

    private static String wrongs(GatewaySettings settings) {
        return assertThrows(StrapworkException.class, () -> SettingsCheck.check(settings)).problems().stream()
                .map(problem -> problem.code() + " " + problem.where() + ": " + problem.what()).collect(Collectors.joining("\n"));
    }

    private static Inet6Address six(String literal) {
        return (Inet6Address) InetAddress.ofLiteral(literal);
    }

    @Test
    void theStationsLinkLocalAddressIsMadeOfItsEui64() {
        assertEquals(six("fe80::5055:aff:fe00:202"), Ip6Address.linkLocal(GatewaySettings.standard().hostMac()).toInet());
    }

    @Test
    void manyAtOnceLeaveNothingBehind() throws Exception {
        List<Gateway> all = new ArrayList<>();
        var answered = new CountDownLatch(200);
        for (int i = 0; i < 200; i++) {
            all.add(Gateway.start("crowd-" + i, GatewaySettings.standard().withServe(folder), BootClock.system(), new SplittableRandom(i),
                    frame -> {
                        frame.release();
                        answered.countDown();
                    }, Optional.empty()));
        }
        for (Gateway gateway : all) {
            gateway.fromGuest(arpRequest());
            gateway.flushFromGuest();
        }
        assertTrue(answered.await(30, TimeUnit.SECONDS));
        all.forEach(Gateway::close);
        all.forEach(Gateway::close);
        assertEquals(List.of(), threads("crowd-"));
    }

    @Test
    void framesAfterTheEndAreReleased() {
        Gateway gateway = Gateway.start("ended", GatewaySettings.standard(), BootClock.system(), new SplittableRandom(1), ByteBuf::release,
                Optional.empty());
        ByteBuf before = arpRequest();
        gateway.fromGuest(before);
        gateway.close();
        ByteBuf after = arpRequest();
        gateway.fromGuest(after);
        gateway.flushFromGuest();
        gateway.executor().execute(() -> {
            throw new AssertionError("closed");
        });
        assertEquals(0, before.refCnt());
        assertEquals(0, after.refCnt());
    }

    @Test
    void floodsAreBounded() {
        var queue = new GuestQueue();
        List<ByteBuf> frames = new ArrayList<>();
        for (int i = 0; i < GuestQueue.FRAMES + 10; i++) {
            frames.add(Unpooled.buffer(8).writeLong(i));
            queue.add(frames.getLast());
        }
        assertEquals(10, frames.stream().filter(frame -> frame.refCnt() == 0).count());
        queue.close();
        assertTrue(frames.stream().allMatch(frame -> frame.refCnt() == 0));
    }

    @Test
    void noFrameHarmsIt() throws Exception {
        var random = new Random(77);
        var answered = new ConcurrentLinkedQueue<Integer>();
        var alive = new CountDownLatch(1);
        Gateway gateway = Gateway.start("fuzzed", GatewayIp6Tests.both().withServe(folder).withMtu(9000), BootClock.system(),
                new SplittableRandom(1),
                frame -> {
                    boolean last = frame.readableBytes() >= 42 && frame.getInt(frame.readerIndex() + 38) == 0x0a0002fe;
                    frame.release();
                    answered.add(1);
                    if (last) {
                        alive.countDown();
                    }
                }, Optional.empty());
        List<byte[]> seeds = seeds();
        List<ByteBuf> sent = new ArrayList<>();
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
            for (int i = random.nextInt(6); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(4) == 0 ? 1 + random.nextInt(bytes.length) : bytes.length;
            ByteBuf frame = Unpooled.copiedBuffer(bytes, 0, length);
            sent.add(frame);
            gateway.fromGuest(frame);
            gateway.flushFromGuest();
        }
        // It answers still, to an address that was not used before.
        while (!alive.await(200, TimeUnit.MILLISECONDS)) {
            gateway.fromGuest(arpRequest(0xfe));
            gateway.flushFromGuest();
        }
        gateway.close();
        assertTrue(answered.size() > 100, "answered: " + answered.size());
        assertEquals(List.of(), sent.stream().filter(frame -> frame.refCnt() != 0)
                .map(frame -> io.netty.buffer.ByteBufUtil.hexDump(frame.readerIndex(0))).toList());
    }

    private static List<byte[]> seeds() throws Exception {
        var frames = new ConcurrentLinkedQueue<byte[]>();
        try (var guest = TestGuest.captured(GatewayIp6Tests.both(), frame -> {
            if (frame.getUnsignedByte(frame.readerIndex() + 6) == 0x52 && frame.getUnsignedByte(frame.readerIndex() + 7) == 0x54) {
                frames.add(io.netty.buffer.ByteBufUtil.getBytes(frame));
            }
        })) {
            TestGuest.Socket socket = guest.socket(68);
            ByteBuf discover = Unpooled.buffer();
            io.strapwork.network.inet.dhcp.DhcpMessage.request(1, TestGuest.MAC)
                    .options(io.strapwork.network.inet.dhcp.DhcpOptions.builder()
                            .messageType(io.strapwork.network.inet.dhcp.DhcpMessageType.DISCOVER).build())
                    .build().write(discover);
            socket.send(discover, new InetSocketAddress(Inet4Addresses.of(-1), 67));
            socket.next();
            socket.send(Unpooled.copiedBuffer("\0\1x\0octet\0blksize\000512\0", java.nio.charset.StandardCharsets.ISO_8859_1),
                    new InetSocketAddress(TestGuest.DNS, 53));
            guest.connecting(new ChannelInboundHandlerAdapter()).connect(new InetSocketAddress(TestGuest.DNS, 53)).sync().channel().close()
                    .sync();
            GatewayIp6Tests.talk(guest);
        }
        frames.add(io.netty.buffer.ByteBufUtil.getBytes(arpRequest()));
        return List.copyOf(frames);
    }

    private static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(name -> name.startsWith(prefix)).toList();
    }

    static ByteBuf arpRequest() {
        return arpRequest(15);
    }

    private static ByteBuf arpRequest(int from) {
        return Unpooled.buffer().writeLong(0xffff_ffff_ffff_5254L).writeInt(0x00123456).writeShort(0x806).writeShort(1).writeShort(0x800)
                .writeByte(6)
                .writeByte(4).writeShort(1).writeShort(0x5254).writeInt(0x00123456).writeInt(0x0a000200 | from).writeZero(6)
                .writeInt(0x0a000202);
    }
}
