package io.strapwork.protocol.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.transport.AddressOrder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The addresses of a server, in the order of trying them (RFC 1123 2.3, 8305 4), looked up on the transport's loop. */
final class HttpAddresses {
    /** More are not worth the wait. */
    private static final int LIMIT = 8;

    private HttpAddresses() {}

    /**
     * At least one; unresolved where the transport resolves by itself. Fails with the resolver's exception, or with an {@link IllegalStateException} when the loop has ended.
     *
     * @param dead go last
     */
    static CompletableFuture<List<InetSocketAddress>> of(BootUri uri, Bootstrap bootstrap, Set<InetSocketAddress> dead) {
        InetSocketAddress name = InetSocketAddress.createUnresolved(uri.host(), HttpRequests.port(uri));
        EventLoopGroup group = bootstrap.config().group();
        AddressResolver<InetSocketAddress> resolver;
        try {
            resolver = resolver(bootstrap, group.next());
        } catch (IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (resolver == null || !resolver.isSupported(name) || resolver.isResolved(name)) {
            return CompletableFuture.completedFuture(List.of(name));
        }
        var found = new CompletableFuture<List<InetSocketAddress>>();
        FutureListener<Object> loopEnded = _ -> found.completeExceptionally(new IllegalStateException("the loop has ended"));
        Future<?> loopEnd = group.terminationFuture().addListener(loopEnded);
        resolver.resolveAll(name).addListener(done -> {
            if (done.isSuccess()) {
                List<InetSocketAddress> addresses = order(done.getNow() instanceof List<?> some ? some : List.of(), dead);
                found.complete(addresses.isEmpty() ? List.of(name) : addresses);
            } else {
                found.completeExceptionally(done.cause());
            }
        });
        return found.whenComplete((_, _) -> loopEnd.removeListener(loopEnded));
    }

    @SuppressWarnings("unchecked")
    private static @Nullable AddressResolver<InetSocketAddress> resolver(Bootstrap bootstrap, EventLoop loop) {
        var resolvers = (AddressResolverGroup<InetSocketAddress>) bootstrap.config().resolver();
        return resolvers == null ? null : resolvers.getResolver(loop);
    }

    /** As many as are tried. */
    static List<InetSocketAddress> order(List<?> resolved, Set<InetSocketAddress> dead) {
        List<InetSocketAddress> all = resolved.stream().filter(InetSocketAddress.class::isInstance).map(InetSocketAddress.class::cast)
                .toList();
        List<InetSocketAddress> turns = AddressOrder.inTurn(all, dead);
        return List.copyOf(turns.subList(0, Math.min(LIMIT, turns.size())));
    }
}
