package io.strapwork.protocol.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.AddressOrder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The addresses of a server, in the order of trying them (RFC 1123 2.3, 8305 4), looked up on the transport's loop. */
final class HttpAddresses {
    /** More are not worth the wait. */
    private static final int LIMIT = 8;

    private HttpAddresses() {}

    /**
     * At least one; unresolved where the transport resolves by itself.
     *
     * @param dead go last
     * @throws ExecutionException with the resolver's exception, or an {@link IllegalStateException} when the loop has ended
     */
    static List<InetSocketAddress> of(BootUri uri, Bootstrap bootstrap, BootClock clock, Set<InetSocketAddress> dead)
            throws ExecutionException, InterruptedException {
        InetSocketAddress name = InetSocketAddress.createUnresolved(uri.host(), HttpRequests.port(uri));
        EventLoopGroup group = bootstrap.config().group();
        AddressResolver<InetSocketAddress> resolver = resolver(bootstrap, group.next());
        if (resolver == null || !resolver.isSupported(name) || resolver.isResolved(name)) {
            return List.of(name);
        }
        var found = new CompletableFuture<List<InetSocketAddress>>();
        FutureListener<Object> loopEnded = _ -> found.completeExceptionally(new IllegalStateException("the loop has ended"));
        Future<?> loopEnd = group.terminationFuture().addListener(loopEnded);
        resolver.resolveAll(name).addListener(done -> {
            if (done.isSuccess()) {
                found.complete(order(done.getNow() instanceof List<?> some ? some : List.of(), dead));
            } else {
                found.completeExceptionally(done.cause());
            }
        });
        try {
            List<InetSocketAddress> addresses = clock.await(found);
            return addresses.isEmpty() ? List.of(name) : addresses;
        } finally {
            loopEnd.removeListener(loopEnded);
        }
    }

    @SuppressWarnings("unchecked")
    private static @Nullable AddressResolver<InetSocketAddress> resolver(Bootstrap bootstrap, EventLoop loop) throws ExecutionException {
        var resolvers = (AddressResolverGroup<InetSocketAddress>) bootstrap.config().resolver();
        try {
            return resolvers == null ? null : resolvers.getResolver(loop);
        } catch (IllegalStateException e) {
            if (loop.isShuttingDown()) {
                throw new ExecutionException(e);
            }
            throw e;
        }
    }

    /** As many as are tried. */
    static List<InetSocketAddress> order(List<?> resolved, Set<InetSocketAddress> dead) {
        List<InetSocketAddress> all = resolved.stream().filter(InetSocketAddress.class::isInstance).map(InetSocketAddress.class::cast)
                .toList();
        List<InetSocketAddress> turns = AddressOrder.inTurn(all, dead);
        return List.copyOf(turns.subList(0, Math.min(LIMIT, turns.size())));
    }
}
