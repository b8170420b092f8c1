package io.strapwork.protocol.tftp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.AddressRace;
import io.strapwork.api.transport.AddressRace.Attempt;
import io.strapwork.api.transport.AddressRace.Result;
import io.strapwork.api.transport.ServerLookups;
import io.strapwork.api.transport.Transport;
import io.strapwork.protocol.tftp.TftpState.Failed;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Brings one request to the first address of the server that answers, and waits for its end on the boot's thread. */
final class TftpRace {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final int LEAST_RECEIVE_BYTES = 2048;

    private final TftpRequest request;
    private final TftpOptions options;
    private final BootClock clock;
    private final long endsAt;
    private final ImageSink sink;
    private volatile @Nullable InetSocketAddress winner;

    TftpRace(TftpRequest request, TftpOptions options, BootClock clock, long endsAt, ImageSink sink) {
        this.request = request;
        this.options = options;
        this.clock = clock;
        this.endsAt = endsAt;
        this.sink = sink;
    }

    /**
     * Asks one address after the other, each a moment after the one before.
     *
     * @param chosen goes first
     * @param silent go last
     * @throws ExecutionException   with an {@link java.net.UnknownHostException}, with why there is no channel, or with what should not have been thrown
     * @throws InterruptedException when the sink is not used any more
     */
    Result<TftpState> run(Transport udp, Optional<InetSocketAddress> chosen, Set<InetSocketAddress> silent)
            throws ExecutionException, InterruptedException {
        Bootstrap bootstrap = udp.bootstrap();
        try (var lookups = new ServerLookups(udp, () -> TftpNames.of(request.server(), bootstrap, options.patience(), silent))) {
            return run(bootstrap, TftpNames.from(chosen, lookups.first(clock)), lookups);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TftpNames.LoopEndedException) {
                return new Result<>(loopEnded(), List.of(), List.of());
            }
            throw e;
        }
    }

    private Result<TftpState> run(Bootstrap bootstrap, List<InetSocketAddress> addresses, ServerLookups lookups)
            throws ExecutionException, InterruptedException {
        EventLoopGroup group = bootstrap.config().group();
        var race = new AddressRace<TftpState>(group.next(), addresses, (address, wins) -> attempt(bootstrap.clone(), address, wins),
                state -> state instanceof Failed failed && failed.unreached());
        // Timers of the loop end every transfer, as long as there is a loop.
        FutureListener<Object> ended = _ -> race.loopEnded(loopEnded());
        Future<?> loopEnd = group.terminationFuture().addListener(ended);
        try {
            race.next();
            lookups.feed(race);
            return clock.await(race.result());
        } catch (InterruptedException e) {
            race.give().forEach(channel -> clock.awaitUninterruptibly(channel.close(), CLOSE_LIMIT));
            throw e;
        } finally {
            loopEnd.removeListener(ended);
        }
    }

    private Attempt<TftpState> attempt(Bootstrap plain, InetSocketAddress server, BooleanSupplier first) {
        TftpRequest found = request.at(server);
        var transfer = new TftpTransfer(found, new TftpSteps(found, options, options.patience(), endsAt), options, clock, sink, () -> {
            boolean wins = first.getAsBoolean();
            if (wins) {
                winner = server;
            }
            return wins;
        });
        int receiveBytes = Math.max(LEAST_RECEIVE_BYTES, request.blockBytes() + TftpMessage.HEADER_BYTES + 1);
        ChannelFuture bound = plain.handler(new ChannelInboundHandlerAdapter())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(receiveBytes).maxMessagesPerRead(64))
                .bind(new InetSocketAddress(0));
        CompletableFuture<TftpState> outcome = transfer.outcome();
        bound.addListener(_ -> {
            if (!bound.isSuccess()) {
                outcome.completeExceptionally(bound.cause());
            } else if (bound.channel().isActive()) {
                bound.channel().pipeline().addLast(transfer);
            } else {
                transfer.loopEnded();
            }
        });
        return new Attempt<>(bound.channel(), outcome, transfer::loopEnded);
    }

    private TftpState loopEnded() {
        return new Failed(new TftpProblems(request).loopEnded());
    }

    /** The address that has answered, if one has. */
    Optional<InetSocketAddress> winner() {
        return Optional.ofNullable(winner);
    }
}
