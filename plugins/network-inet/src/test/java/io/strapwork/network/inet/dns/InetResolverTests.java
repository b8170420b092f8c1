package io.strapwork.network.inet.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.util.concurrent.Future;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.network.inet.TestNet;
import io.strapwork.network.inet.udp.UdpEndpoints;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InetResolverTests {
    private final TestNet net = TestNet.configured();
    private final InetResolver resolver = new InetResolver(new UdpEndpoints(net.a), new InetResolver.Settings(Duration.ofSeconds(2), 3));
    private final List<String> asked = new ArrayList<>();
    private DnsResponseCode code = DnsResponseCode.NOERROR;
    private boolean silent;
    private boolean empty;
    private final List<Integer> additional = new ArrayList<>();

    @AfterEach
    void close() {
        resolver.close();
        net.close();
    }

    @Test
    void aNameIsResolvedByTheLeasesServer() {
        serve();
        Future<InetSocketAddress> found = resolve("boot.example");
        assertEquals(new InetSocketAddress(TestNet.ip("10.0.2.99"), 443), found.getNow());
        assertEquals("boot.example", found.getNow().getHostString());
        assertEquals(List.of("boot.example."), asked);
    }

    @Test
    void anAddressNeedsNoServer() {
        assertEquals(new InetSocketAddress(TestNet.ip("10.0.2.7"), 443), resolve("10.0.2.7").getNow());
        assertTrue(net.toB.seen.isEmpty());
    }

    @Test
    void anAddressOfAFamilyThatTheHostDoesNotHaveIsRefused() {
        assertProblem(resolve("fe80::1"), "SW-N605", "\"fe80::1\" is an IPv6 address, but this network has no IPv6",
                "use another address of the server, or check why this host got no IPv6 address");
    }

    @Test
    void anIpv6AddressNeedsNoServerEither() {
        net.a.assign(IpConfiguration.of(InetAddress.ofLiteral("fe80::a"), 64));
        net.run();
        assertEquals(new InetSocketAddress(InetAddress.ofLiteral("fe80::1"), 443), resolve("fe80::1").getNow());
    }

    @Test
    void withoutANameServerItSaysSo() {
        net.assign(net.a, IpConfiguration.of(TestNet.A, 24));
        assertProblem(resolve("boot.example"), "SW-N603", "\"boot.example\" can't be resolved: the network has no name server",
                "write the server's address instead of its name, or set a name server in DHCP or in [address]");
        net.withdraw(net.a);
        assertEquals("SW-N603", problem(resolve("boot.example")).code());
    }

    @Test
    void aNameThatIsNotThereIsUnknown() {
        serve();
        code = DnsResponseCode.NXDOMAIN;
        assertProblem(resolve("bot.example"), "SW-N601", "there is no host \"bot.example\"",
                "the name servers (10.0.2.2) report no such name; check the spelling");
    }

    @Test
    void aServerThatFailsIsBlamed() {
        serve();
        code = DnsResponseCode.SERVFAIL;
        assertProblem(resolve("boot.example"), "SW-N604", "the name server failed to resolve \"boot.example\": it answered ServFail(2)",
                "check the log of 10.0.2.2");
    }

    @Test
    void aSilentServerIsAskedAgainAndThenGivenUp() {
        serve();
        silent = true;
        Future<InetSocketAddress> found = resolve("boot.example");
        assertFalse(found.isDone());
        net.pass(Duration.ofMillis(5900));
        assertFalse(found.isDone());
        net.pass(Duration.ofMillis(300));
        assertProblem(found, "SW-N602", "no name server answered for \"boot.example\"",
                "asked 10.0.2.2, 3 times with 2000 ms each; check that they can be reached");
        assertEquals(3, asked.size());
    }

    @Test
    void aLostQueryIsAskedAgain() {
        serve();
        silent = true;
        Future<InetSocketAddress> found = resolve("boot.example");
        silent = false;
        net.pass(Duration.ofMillis(2100));
        assertEquals(new InetSocketAddress(TestNet.ip("10.0.2.99"), 443), found.getNow());
    }

    @Test
    void theSearchDomainAndANewServerAreUsed() {
        net.b.addAlias(TestNet.ip("10.0.2.3"));
        serve(TestNet.ip("10.0.2.3"));
        assertEquals("SW-N602", problem(resolve("boot.example"), Duration.ofSeconds(7)).code());
        net.assign(net.a, IpConfiguration.of(TestNet.A, 24).withNameServers(List.of(TestNet.ip("10.0.2.3")))
                .withSearchDomains(List.of("lab.example")));
        assertTrue(resolve("boot").isSuccess());
        assertEquals(List.of("boot.lab.example."), asked);
    }

    /** Routers answer a query with an OPT record by FORMERR, NOTIMP or not at all. */
    @Test
    void noQueryHasEdns() {
        serve();
        resolve("boot.example");
        assertEquals(List.of(0), additional);
    }

    @Test
    void everyCodeIsTold() {
        serve();
        for (DnsResponseCode each : List.of(DnsResponseCode.FORMERR, DnsResponseCode.NOTIMP, DnsResponseCode.REFUSED)) {
            code = each;
            assertProblem(resolve("boot.example"), "SW-N604", "the name server failed to resolve \"boot.example\": it answered " + each,
                    "check the log of 10.0.2.2");
        }
    }

    @Test
    void aNameWithoutAnAddressIsNoUnknownName() {
        serve();
        empty = true;
        assertProblem(resolve("boot.example"), "SW-N606", "\"boot.example\" has no IPv4 address",
                "the name servers (10.0.2.2) know the name but have no A record for it");
    }

    @Test
    void namesThatNoQueryCanHoldAreRefused() {
        serve();
        for (String name : List.of("a..b", ".a", "x".repeat(64) + ".example", "abc.".repeat(64) + "de")) {
            assertProblem(resolve(name), "SW-N607", "\"" + name + "\" is not a valid host name",
                    "use 1 to 63 characters between dots, and at most 253 in total");
        }
        assertTrue(asked.isEmpty());
    }

    @Test
    void searchDomainsAreTriedInTurnAndTold() {
        serve();
        code = DnsResponseCode.NXDOMAIN;
        net.assign(net.a, IpConfiguration.of(TestNet.A, 24).withNameServers(List.of(TestNet.B))
                .withSearchDomains(List.of("one.example", "two.example")));
        assertProblem(resolve("boot"), "SW-N601", "there is no host \"boot\"",
                "the name servers (10.0.2.2) report no such name; check the spelling\nalso tried: boot.one.example, boot.two.example");
        assertEquals(List.of("boot.one.example.", "boot.two.example.", "boot."), asked.stream().distinct().toList());
    }

    private Future<InetSocketAddress> resolve(String name) {
        Future<InetSocketAddress> future = resolver.getResolver(net.loop).resolve(InetSocketAddress.createUnresolved(name, 443));
        net.run();
        return future;
    }

    private static Problem problem(Future<?> future) {
        assertTrue(future.isDone());
        assertInstanceOf(UnknownHostException.class, future.cause());
        return assertInstanceOf(StrapworkException.class, future.cause().getCause()).problems().getFirst();
    }

    private static void assertProblem(Future<?> future, String code, String what, String hint) {
        Problem problem = problem(future);
        assertEquals(code + " " + what + " " + hint, problem.code() + " " + problem.what() + " " + problem.hint());
        assertEquals(what, future.cause().getMessage());
    }

    private Problem problem(Future<?> future, Duration after) {
        net.pass(after);
        return problem(future);
    }

    private void serve() {
        serve(TestNet.B);
    }

    /** A name server that knows one address for every name. */
    private void serve(Inet4Address at) {
        UdpEndpoints server = new UdpEndpoints(net.b);
        new Bootstrap().group(net.loop).channelFactory(server::newChannel).handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new Answers());
            }
        }).bind(at, 53);
        net.run();
    }

    private final class Answers extends SimpleChannelInboundHandler<DatagramDnsQuery> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
            DnsQuestion question = query.recordAt(DnsSection.QUESTION);
            asked.add(question.name());
            additional.add(query.count(DnsSection.ADDITIONAL));
            if (silent) {
                return;
            }
            var response = new DatagramDnsResponse(query.recipient(), query.sender(), query.id(), query.opCode(), code);
            response.addRecord(DnsSection.QUESTION, question);
            if (code.equals(DnsResponseCode.NOERROR) && !empty) {
                response.addRecord(DnsSection.ANSWER,
                        new DefaultDnsRawRecord(question.name(), DnsRecordType.A, 60, Unpooled.wrappedBuffer(new byte[]{10, 0, 2, 99})));
            }
            context.writeAndFlush(response);
        }
    }
}
