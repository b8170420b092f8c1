package io.strapwork.protocol.tftp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.time.BootClock;
import io.strapwork.protocol.tftp.TftpState.Failed;
import org.jspecify.annotations.Nullable;

/** Brings a request to a bound channel and a resolved server, and waits for its end on the boot's thread. */
final class TftpLaunch {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final int LEAST_RECEIVE_BYTES = 2048;

    private final TftpRequest request;
    private final TftpAddresses addresses;
    private final TftpOptions options;
    private final BootClock clock;
    private final long endsAt;
    private final ImageSink sink;
    private final CompletableFuture<TftpState> done = new CompletableFuture<>();
    private final FutureListener<Object> loopEnded = this::loopEnded;
    private @Nullable Future<?> loopEnd;
    private volatile @Nullable Channel channel;
    private volatile TftpAddresses.@Nullable Turn turn;

    /** @param addresses of the server's name */
    TftpLaunch(TftpRequest request, TftpAddresses addresses, TftpOptions options, BootClock clock, long endsAt, ImageSink sink) {
        this.request = request;
        this.addresses = addresses;
        this.options = options;
        this.clock = clock;
        this.endsAt = endsAt;
        this.sink = sink;
    }

    void start(Bootstrap bootstrap) {
        int receiveBytes = Math.max(LEAST_RECEIVE_BYTES, request.blockBytes() + TftpMessage.HEADER_BYTES + 1);
        ChannelFuture bound = bootstrap.handler(new ChannelInboundHandlerAdapter())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(receiveBytes).maxMessagesPerRead(64))
                .bind(new InetSocketAddress(0));
        channel = bound.channel();
        loopEnd = bootstrap.config().group().terminationFuture().addListener(loopEnded);
        bound.addListener(_ -> {
            if (bound.isSuccess()) {
                resolve(bound.channel(), bootstrap.config().resolver());
            } else {
                done.completeExceptionally(bound.cause());
            }
        });
    }

    /** Timers of the loop end every transfer, as long as there is a loop. */
    private void loopEnded(Future<?> end) {
        done.complete(new Failed(new TftpProblems(request).loopEnded()));
    }

    private void resolve(Channel bound, @Nullable AddressResolverGroup<?> resolvers) {
        int port = request.server().getPort();
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(request.server().getHostString());
        if (literal != null) {
            try {
                transfer(bound, new InetSocketAddress(InetAddress.getByAddress(literal), port), options.patience());
            } catch (UnknownHostException e) {
                fail(bound, e);
            }
            return;
        }
        if (resolvers == null) {
            fail(bound, new UnknownHostException("this network does not resolve names"));
            return;
        }
        EventLoop loop = bound.eventLoop();
        var patience = loop.schedule(
                () -> fail(bound, new UnknownHostException("no answer within " + TftpOptions.text(options.patience()))),
                options.patience().toNanos(), TimeUnit.NANOSECONDS);
        resolvers.getResolver(loop).resolveAll(request.server()).addListener(resolved -> loop.execute(() -> {
            patience.cancel(false);
            if (!resolved.isSuccess()) {
                fail(bound, resolved.cause());
                return;
            }
            List<?> found = resolved.getNow() instanceof List<?> some ? some : List.of();
            List<InetSocketAddress> all = found.stream().filter(InetSocketAddress.class::isInstance).map(InetSocketAddress.class::cast)
                    .filter(server -> !server.isUnresolved()).toList();
            if (!all.isEmpty()) {
                TftpAddresses.Turn its = addresses.next(all);
                turn = its;
                transfer(bound, its.server(), its.limit());
            } else {
                fail(bound, new UnknownHostException("this network does not resolve names"));
            }
        }));
    }

    private void transfer(Channel bound, InetSocketAddress server, Duration wait) {
        if (done.isDone()) {
            return;
        }
        if (!bound.isActive()) {
            done.complete(new Failed(new TftpProblems(request).loopEnded()));
            return;
        }
        TftpRequest found = request.at(server);
        var transfer = new TftpTransfer(found, new TftpSteps(found, options, wait, endsAt), options, clock, sink);
        transfer.outcome().whenComplete((end, failure) -> {
            if (failure == null) {
                done.complete(end);
            } else {
                done.completeExceptionally(failure);
            }
        });
        bound.pipeline().addLast(transfer);
    }

    private void fail(Channel bound, Throwable cause) {
        bound.close().addListener(_ -> done.completeExceptionally(cause));
    }

    /** The address that was asked, if its name was looked up. */
    Optional<TftpAddresses.Turn> turn() {
        return Optional.ofNullable(turn);
    }

    TftpState await() throws ExecutionException, InterruptedException {
        try {
            return clock.await(done);
        } finally {
            Future<?> end = loopEnd;
            if (end != null) {
                end.removeListener(loopEnded);
            }
        }
    }

    /** Closes the channel and waits, for a limited time and whether interrupted or not, until the sink is used no more. */
    void close() {
        Channel bound = channel;
        if (bound != null) {
            clock.awaitUninterruptibly(bound.close(), CLOSE_LIMIT);
        }
    }
}
