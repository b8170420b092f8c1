package io.strapwork.protocol.tftp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.strapwork.api.transport.AddressOrder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The addresses of a server, in the order of asking them (RFC 8305 section 4), looked up on the transport's loop. */
final class TftpNames {
    /** More are not worth the wait. */
    private static final int MOST = 8;

    private TftpNames() {}

    /** That the loop has ended while a name was looked up. */
    static final class LoopEndedException extends Exception {
        private static final long serialVersionUID = 1;
    }

    /**
     * At least one. Fails with an {@link UnknownHostException}, or a {@link LoopEndedException}.
     *
     * @param silent go last
     */
    static CompletableFuture<List<InetSocketAddress>> of(InetSocketAddress name, Bootstrap bootstrap, Duration patience,
            Set<InetSocketAddress> silent) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(name.getHostString());
        if (literal != null) {
            return literal(literal, name.getPort());
        }
        AddressResolverGroup<?> resolvers = bootstrap.config().resolver();
        if (resolvers == null) {
            return CompletableFuture.failedFuture(unresolving());
        }
        var found = new CompletableFuture<List<InetSocketAddress>>();
        EventLoopGroup group = bootstrap.config().group();
        FutureListener<Object> loopEnded = _ -> found.completeExceptionally(new LoopEndedException());
        Future<?> loopEnd = group.terminationFuture().addListener(loopEnded);
        EventLoop loop = group.next();
        try {
            Future<?> limit = loop.schedule(
                    () -> found.completeExceptionally(new UnknownHostException("no answer within " + TftpOptions.text(patience))),
                    patience.toNanos(), TimeUnit.NANOSECONDS);
            found.whenComplete((_, _) -> {
                limit.cancel(false);
                loopEnd.removeListener(loopEnded);
            });
            resolve(name, resolvers, loop, found, Set.copyOf(silent));
        } catch (RejectedExecutionException e) {
            found.completeExceptionally(new LoopEndedException());
        }
        return found;
    }

    private static CompletableFuture<List<InetSocketAddress>> literal(byte[] bytes, int port) {
        try {
            return CompletableFuture.completedFuture(List.of(new InetSocketAddress(InetAddress.getByAddress(bytes), port)));
        } catch (UnknownHostException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static void resolve(InetSocketAddress name, AddressResolverGroup<?> resolvers, EventLoop loop,
            CompletableFuture<List<InetSocketAddress>> found, Set<InetSocketAddress> silent) {
        loop.execute(() -> resolvers.getResolver(loop).resolveAll(name).addListener(resolved -> {
            if (!resolved.isSuccess()) {
                found.completeExceptionally(resolved.cause());
                return;
            }
            List<?> some = resolved.getNow() instanceof List<?> list ? list : List.of();
            List<InetSocketAddress> all = some.stream().filter(InetSocketAddress.class::isInstance).map(InetSocketAddress.class::cast)
                    .filter(server -> !server.isUnresolved()).toList();
            if (all.isEmpty()) {
                found.completeExceptionally(unresolving());
            } else {
                List<InetSocketAddress> ordered = AddressOrder.inTurn(all, silent);
                found.complete(List.copyOf(ordered.subList(0, Math.min(MOST, ordered.size()))));
            }
        }));
    }

    private static UnknownHostException unresolving() {
        return new UnknownHostException("this network does not resolve names");
    }

    /** One that has answered goes before all others. */
    static List<InetSocketAddress> from(Optional<InetSocketAddress> chosen, List<InetSocketAddress> all) {
        var ordered = new ArrayList<InetSocketAddress>();
        chosen.filter(new HashSet<>(all)::contains).ifPresent(ordered::add);
        all.stream().filter(address -> !ordered.contains(address)).forEach(ordered::add);
        return ordered;
    }
}
