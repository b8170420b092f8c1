package io.strapwork.network.gateway.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class DnsServerTests {
    private static final Inet4Address BOOT = Inet4Addresses.of(0x0a000202);
    private static final InetAddress SIX = InetAddress.ofLiteral("fd00:5354:5250::2");

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private Channel udpServer;
    private Channel tcpServer;
    private DnsNameResolver client;

    @BeforeEach
    void start() {
        var server = new DnsServer(new OwnNames(Map.of("boot.strapwork", List.of(BOOT), "gateway.strapwork", List.of(BOOT),
                "both.strapwork", List.of(Inet4Addresses.of(0x0a000209), SIX, InetAddress.ofLiteral("fd00::a")))), DnsServerTests::host,
                BootClock.system());
        var local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        udpServer = server.bindUdp(loop, NioDatagramChannel::new, local).syncUninterruptibly().channel();
        var udp = (InetSocketAddress) udpServer.localAddress();
        tcpServer = server.bindTcp(loop, NioServerSocketChannel::new, udp).syncUninterruptibly().channel();
        client = new DnsNameResolverBuilder(loop.next()).datagramChannelFactory(NioDatagramChannel::new)
                .socketChannelFactory(NioSocketChannel::new)
                .resolvedAddressTypes(ResolvedAddressTypes.IPV4_ONLY).nameServerProvider(new SingletonDnsServerAddressStreamProvider(udp))
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        // a server socket that only its loop's end closes may go on listening
        udpServer.close().sync();
        tcpServer.close().sync();
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).sync();
    }

    private static InetAddress[] host(String name) throws UnknownHostException {
        return switch (name) {
            case "example.org" -> new InetAddress[]{Inet4Addresses.of(0x01020304), InetAddress.getByName("2001:db8::1")};
            case "many.example.org" -> {
                var all = new InetAddress[100];
                for (int i = 0; i < all.length; i++) {
                    all[i] = Inet4Addresses.of(0x05000000 + i);
                }
                yield all;
            }
            case "tired.example.org" -> throw new UnknownHostException("tired.example.org: Temporary failure in name resolution");
            case "broken.example.org" -> throw new IllegalStateException("a resolver with a fault");
            default -> throw new UnknownHostException(name + ": Name or service not known");
        };
    }

    @Test
    void knowsItsOwnNames() throws Exception {
        assertEquals(BOOT, client.resolve("Boot.Strapwork").sync().getNow());
        assertEquals(BOOT, client.resolve("gateway.strapwork").sync().getNow());
        Reply six = ask("boot.strapwork.", DnsRecordType.AAAA);
        assertEquals(DnsResponseCode.NOERROR, six.code());
        assertEquals(0, six.answers());
        assertTrue(six.authoritative());
        assertEquals(1, ask("2.2.0.10.in-addr.arpa.", DnsRecordType.PTR).answers());
        assertEquals(DnsResponseCode.NXDOMAIN, ask("other.strapwork.", DnsRecordType.A).code());
    }

    @Test
    void namesMayHaveAddressesOfBothFamilies() throws Exception {
        assertEquals(1, ask("both.strapwork.", DnsRecordType.A).answers());
        assertEquals(2, ask("both.strapwork.", DnsRecordType.AAAA).answers());
        assertEquals(3, ask("both.strapwork.", DnsRecordType.ANY).answers());
        assertEquals(0, ask("both.strapwork.", DnsRecordType.PTR).answers());
        assertEquals(1, ask("2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.5.2.5.4.5.3.5.0.0.d.f.ip6.arpa.", DnsRecordType.PTR).answers());
        try (var sixes = new DnsNameResolverBuilder(loop.next()).datagramChannelFactory(NioDatagramChannel::new)
                .resolvedAddressTypes(ResolvedAddressTypes.IPV6_ONLY)
                .nameServerProvider(new SingletonDnsServerAddressStreamProvider((InetSocketAddress) udpServer.localAddress())).build()) {
            assertEquals(List.of(SIX, InetAddress.ofLiteral("fd00::a")), sixes.resolveAll("both.strapwork").sync().getNow());
        }
    }

    @Test
    void asksTheHostForOthers() throws Exception {
        assertEquals(Inet4Addresses.of(0x01020304), client.resolve("example.org").sync().getNow());
        assertEquals(1, ask("example.org.", DnsRecordType.AAAA).answers());
        assertEquals(DnsResponseCode.NOERROR, ask("example.org.", DnsRecordType.MX).code());
        assertEquals(DnsResponseCode.NXDOMAIN, ask("nobody.example.org.", DnsRecordType.A).code());
        assertEquals(DnsResponseCode.SERVFAIL, ask("tired.example.org.", DnsRecordType.A).code());
        assertEquals(DnsResponseCode.SERVFAIL, ask("broken.example.org.", DnsRecordType.A).code());
        assertThrows(UnknownHostException.class, () -> client.resolve("nobody.example.org").sync());
    }

    @Test
    void longAnswersComeByTcp() throws Exception {
        List<InetAddress> all = client.resolveAll("many.example.org").sync().getNow();
        assertEquals(100, all.size());
        assertFalse(ask("many.example.org.", DnsRecordType.A).truncated());
    }

    private record Reply(DnsResponseCode code, int answers, boolean authoritative, boolean truncated) {}

    private Reply ask(String name, DnsRecordType type) throws Exception {
        var envelope = client.query(new DefaultDnsQuestion(name, type)).sync().getNow();
        try {
            DnsResponse response = envelope.content();
            return new Reply(response.code(), response.count(DnsSection.ANSWER), response.isAuthoritativeAnswer(), response.isTruncated());
        } finally {
            envelope.release();
        }
    }
}
