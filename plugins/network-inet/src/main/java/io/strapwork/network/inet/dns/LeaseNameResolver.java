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
import io.strapwork.network.inet.dns.NameAnswers.Answer;
import io.strapwork.network.inet.dns.NameAnswers.Kind;
import io.strapwork.network.inet.udp.InetDatagramChannel;
import io.strapwork.network.inet.udp.UdpEndpoints;
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
                            "write the server's address in place of its name, or give a name server by DHCP or in the profile's [address]"),
                    null));
            return;
        }
        if (!isName(name)) {
            promise.tryFailure(unknown(new Problem("SW-N607", Blame.USER, name, "\"" + name + "\" can't be the name of a host",
                    "the parts between the dots have 1 to 63 characters each, all together no more than 253"), null));
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

    private static <T> void answerLiteral(String name, byte[] address, Promise<T> promise, Function<InetAddress, T> literal) {
        try {
            if (InetAddress.getByAddress(name, address) instanceof Inet4Address found) {
                promise.trySuccess(literal.apply(found));
                return;
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of a wrong length", e);
        }
        promise.tryFailure(unknown(
                new Problem("SW-N605", Blame.USER, name, "\"" + name + "\" is an IPv6 address, and this stack speaks IPv4 only",
                        "use the server's IPv4 address"),
                null));
    }

    private DnsNameResolver resolver(IpConfiguration configuration) {
        Current now = current;
        if (now != null && now.servers.equals(configuration.nameServers()) && now.domains.equals(configuration.searchDomains())) {
            return now.dns;
        }
        if (now != null) {
            now.dns.close();
        }
        DnsNameResolver dns = build(configuration);
        current = new Current(configuration.nameServers(), configuration.searchDomains(), dns);
        return dns;
    }

    private DnsNameResolver build(IpConfiguration configuration) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (int i = 0; i < settings.attempts(); i++) {
            configuration.nameServers().stream().limit(MOST_SERVERS).forEach(server -> servers.add(new InetSocketAddress(server, PORT)));
        }
        DnsServerAddresses addresses = DnsServerAddresses.sequential(servers);
        var builder = new DnsNameResolverBuilder(loop).datagramChannelFactory(this::channel)
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                .nameServerProvider(host -> addresses.stream()).resolvedAddressTypes(ResolvedAddressTypes.IPV4_ONLY)
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
        channel.pipeline().addFirst(QuietErrors.INSTANCE);
        return channel;
    }

    private UnknownHostException explain(String name, IpConfiguration configuration, Throwable cause) {
        List<Answer> said = answers.of(name);
        List<Answer> refused = of(Kind.REFUSED, said);
        String servers = configuration.nameServers().stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
        if (!of(Kind.NO_ADDRESS, said).isEmpty()) {
            return unknown(new Problem("SW-N606", Blame.USER, name, "\"" + name + "\" has no IPv4 address",
                    "the name servers (" + servers(of(Kind.NO_ADDRESS, said)) + ") know the name, but no A record of it"), cause);
        }
        if (!of(Kind.NO_SUCH_NAME, said).isEmpty()) {
            String further = said.stream().map(Answer::question).distinct().filter(asked -> !asked.equalsIgnoreCase(name))
                    .collect(Collectors.joining(", "));
            return unknown(new Problem("SW-N601", Blame.USER, name, "no host is called \"" + name + "\"",
                    "the name servers (" + servers(of(Kind.NO_SUCH_NAME, said)) + ") say so; check the spelling"
                            + (further.isEmpty() ? "" : "\nasked for, too: " + further)),
                    cause);
        }
        if (!refused.isEmpty()) {
            return unknown(new Problem("SW-N604", Blame.PEER, name,
                    "the name server failed to resolve \"" + name + "\": it answered "
                            + refused.stream().map(Answer::said).distinct().collect(Collectors.joining(", ")),
                    "look into the log of " + servers(refused)
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

    private record Current(List<InetAddress> servers, List<String> domains, DnsNameResolver dns) {}

    private static final class NoHosts implements HostsFileEntriesResolver {
        @Override
        public @Nullable InetAddress address(String host, ResolvedAddressTypes types) {
            return null;
        }
    }

    /** A name server that can't be reached is no news to the reader of a log: the query tells in the end. */
    @Sharable
    private static final class QuietErrors extends ChannelInboundHandlerAdapter {
        static final QuietErrors INSTANCE = new QuietErrors();

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("a query went wrong: {}", cause.toString());
        }
    }
}
