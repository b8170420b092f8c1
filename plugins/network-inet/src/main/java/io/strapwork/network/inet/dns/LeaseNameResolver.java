package io.strapwork.network.inet.dns;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsServerAddresses;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.network.inet.dns.NameAnswers.Answer;
import io.strapwork.network.inet.dns.NameAnswers.Kind;
import io.strapwork.network.inet.udp.InetDatagramChannel;
import io.strapwork.network.inet.udp.UdpEndpoints;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.Ip6Address;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link DnsNameResolver} that is made anew, with an empty cache, when the network's name servers change. */
final class LeaseNameResolver extends InetNameResolver {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseNameResolver.class);
    private static final int PORT = 53;
    private static final int MOST_SERVERS = 8;
    private static final int QUERIES = 16;
    private static final int NAME_LIMIT = 253;
    private static final int LABEL_LIMIT = 63;
    private static final HostsFileEntriesResolver NO_HOSTS = new NoHosts();

    private final EventLoop loop;
    private final UdpEndpoints endpoints;
    private final InetResolver.Settings settings;
    private final @Nullable ChannelFactory<? extends SocketChannel> streams;
    private final NameAnswers answers = new NameAnswers();
    private @Nullable Current current;

    LeaseNameResolver(EventLoop loop, UdpEndpoints endpoints, InetResolver.Settings settings,
            @Nullable ChannelFactory<? extends SocketChannel> streams) {
        super(loop);
        this.loop = loop;
        this.endpoints = endpoints;
        this.settings = settings;
        this.streams = streams;
    }

    @Override
    protected void doResolve(String name, Promise<InetAddress> promise) {
        onLoop(() -> ask(name, promise, dns -> dns.resolve(name), Function.identity()));
    }

    @Override
    protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
        onLoop(() -> ask(name, promise, dns -> dns.resolveAll(name), List::of));
    }

    /** Also called when the loop has ended: then nobody else is here. */
    @Override
    public void close() {
        if (loop.isTerminated()) {
            forget();
        } else {
            onLoop(this::forget);
        }
    }

    private void forget() {
        if (current != null) {
            current.dns.close();
            current = null;
        }
    }

    private void onLoop(Runnable work) {
        if (loop.inEventLoop()) {
            work.run();
        } else {
            loop.execute(work);
        }
    }

    private <T> void ask(String name, Promise<T> promise, Function<DnsNameResolver, Future<T>> query, Function<InetAddress, T> literal) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
        if (address != null) {
            answerLiteral(name, address, promise, literal);
            return;
        }
        IpConfiguration configuration = endpoints.network().facts().configuration();
        if (configuration.nameServers().isEmpty()) {
            promise.tryFailure(unknown(
                    new Problem("SW-N603", Blame.USER, name, "\"" + name + "\" can't be resolved: the network has no name server",
                            "write the server's address instead of its name, or set a name server in DHCP or in [address]"),
                    null));
            return;
        }
        if (!isName(name)) {
            promise.tryFailure(unknown(new Problem("SW-N607", Blame.USER, name, "\"" + name + "\" is not a valid host name",
                    "use 1 to 63 characters between dots, and at most 253 in total"), null));
            return;
        }
        answers.begin(name);
        query.apply(resolver(configuration)).addListener((Future<T> done) -> {
            if (done.isSuccess()) {
                promise.trySuccess(done.getNow());
            } else {
                promise.tryFailure(explain(name, configuration, done.cause()));
            }
        });
    }

    /** RFC 1035 2.3.4, which is what a query can hold. */
    private static boolean isName(String name) {
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return plain.length() <= NAME_LIMIT
                && Arrays.stream(plain.split("\\.", -1)).allMatch(label -> !label.isEmpty() && label.length() <= LABEL_LIMIT);
    }

    private <T> void answerLiteral(String name, byte[] address, Promise<T> promise, Function<InetAddress, T> literal) {
        InetAddress found = address.length == Ip6Address.LENGTH ? Ip6Address.of(address).toInet() : Inet4Addresses.of(address);
        String family = found instanceof Inet4Address ? "IPv4" : "IPv6";
        List<Assigned> own = endpoints.network().facts().configuration().addresses();
        if (own.stream().anyMatch(assigned -> assigned.isIp4() == found instanceof Inet4Address)) {
            promise.trySuccess(literal.apply(found));
            return;
        }
        promise.tryFailure(unknown(
                new Problem("SW-N605", Blame.USER, name,
                        "\"" + name + "\" is an " + family + " address, but this network has no " + family,
                        "use another address of the server, or check why this host got no " + family + " address"),
                null));
    }

    private DnsNameResolver resolver(IpConfiguration configuration) {
        Current now = current;
        ResolvedAddressTypes types = types(configuration);
        if (now != null && now.servers.equals(configuration.nameServers()) && now.domains.equals(configuration.searchDomains())
                && now.types == types) {
            return now.dns;
        }
        if (now != null) {
            now.dns.close();
        }
        DnsNameResolver dns = build(configuration, types);
        current = new Current(configuration.nameServers(), configuration.searchDomains(), types, dns);
        return dns;
    }

    /** Of the families that this host has. Of both, IPv6's come first (RFC 6724). */
    private static ResolvedAddressTypes types(IpConfiguration configuration) {
        boolean four = configuration.addresses().stream().anyMatch(Assigned::isIp4);
        boolean six = configuration.addresses().stream().anyMatch(own -> !own.isIp4() && !own.address().isLinkLocalAddress());
        if (!six) {
            return ResolvedAddressTypes.IPV4_ONLY;
        }
        return four ? ResolvedAddressTypes.IPV6_PREFERRED : ResolvedAddressTypes.IPV6_ONLY;
    }

    private DnsNameResolver build(IpConfiguration configuration, ResolvedAddressTypes types) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (int i = 0; i < settings.attempts(); i++) {
            configuration.nameServers().stream().limit(MOST_SERVERS).forEach(server -> servers.add(new InetSocketAddress(server, PORT)));
        }
        DnsServerAddresses addresses = DnsServerAddresses.sequential(servers);
        var builder = new DnsNameResolverBuilder(loop).datagramChannelFactory(this::channel)
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                .nameServerProvider(host -> addresses.stream()).resolvedAddressTypes(types)
                .hostsFileEntriesResolver(NO_HOSTS).queryTimeoutMillis(settings.timeout().toMillis())
                .maxQueriesPerResolve(QUERIES + 2 * servers.size()).traceEnabled(false)
                // No EDNS, as in glibc: routers answer it with FORMERR, NOTIMP or nothing, and what is too long for 512 bytes comes over TCP.
                .optResourceEnabled(false).dnsQueryLifecycleObserverFactory(answers)
                .searchDomains(configuration.searchDomains()).ndots(1);
        if (streams != null) {
            builder.socketChannelFactory(streams);
        }
        return builder.build();
    }

    private InetDatagramChannel channel() {
        InetDatagramChannel channel = endpoints.newChannel();
        channel.pipeline().addFirst(QuietErrors.INSTANCE, new AnswerScreen());
        return channel;
    }

    private UnknownHostException explain(String name, IpConfiguration configuration, Throwable cause) {
        List<Answer> said = answers.of(name);
        List<Answer> refused = of(Kind.REFUSED, said);
        String servers = configuration.nameServers().stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
        if (!of(Kind.NO_ADDRESS, said).isEmpty()) {
            ResolvedAddressTypes types = types(configuration);
            String family = switch (types) {
                case IPV4_ONLY -> "IPv4 address";
                case IPV6_ONLY -> "IPv6 address";
                case IPV4_PREFERRED, IPV6_PREFERRED -> "address";
            };
            String record = switch (types) {
                case IPV4_ONLY -> "A record";
                case IPV6_ONLY -> "AAAA record";
                case IPV4_PREFERRED, IPV6_PREFERRED -> "A or AAAA record";
            };
            return unknown(new Problem("SW-N606", Blame.USER, name, "\"" + name + "\" has no " + family,
                    "the name servers (" + servers(of(Kind.NO_ADDRESS, said)) + ") know the name but have no " + record + " for it"),
                    cause);
        }
        if (!of(Kind.NO_SUCH_NAME, said).isEmpty()) {
            String further = said.stream().map(Answer::question).distinct().filter(asked -> !asked.equalsIgnoreCase(name))
                    .collect(Collectors.joining(", "));
            return unknown(new Problem("SW-N601", Blame.USER, name, "there is no host \"" + name + "\"",
                    "the name servers (" + servers(of(Kind.NO_SUCH_NAME, said)) + ") report no such name; check the spelling"
                            + (further.isEmpty() ? "" : "\nalso tried: " + further)),
                    cause);
        }
        if (!refused.isEmpty()) {
            return unknown(new Problem("SW-N604", Blame.PEER, name,
                    "the name server failed to resolve \"" + name + "\": it answered "
                            + refused.stream().map(Answer::said).distinct().collect(Collectors.joining(", ")),
                    "check the log of " + servers(refused)
                            + (of(Kind.SILENT, said).isEmpty() ? "" : "; no answer from " + servers(of(Kind.SILENT, said)))),
                    cause);
        }
        return unknown(new Problem("SW-N602", Blame.PEER, name, "no name server answered for \"" + name + "\"",
                "asked " + servers + ", " + settings.attempts() + " times with " + settings.timeout().toMillis()
                        + " ms each; check that they can be reached"),
                cause);
    }

    private static List<Answer> of(Kind kind, List<Answer> answers) {
        return answers.stream().filter(answer -> answer.kind() == kind).toList();
    }

    private static String servers(List<Answer> answers) {
        return answers.stream().map(Answer::server).distinct().collect(Collectors.joining(", "));
    }

    private static UnknownHostException unknown(Problem problem, @Nullable Throwable cause) {
        var exception = new UnknownHostException(problem.what());
        exception.initCause(new io.strapwork.api.plugin.StrapworkException(problem, cause));
        return exception;
    }

    private record Current(List<InetAddress> servers, List<String> domains, ResolvedAddressTypes types, DnsNameResolver dns) {}

    private static final class NoHosts implements HostsFileEntriesResolver {
        @Override
        public @Nullable InetAddress address(String host, ResolvedAddressTypes types) {
            return null;
        }
    }

    /** That a name server can't be reached is not worth a log line: the query reports it in the end. */
    @Sharable
    private static final class QuietErrors extends ChannelInboundHandlerAdapter {
        static final QuietErrors INSTANCE = new QuietErrors();

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("a query failed: {}", cause.toString());
        }
    }
}
