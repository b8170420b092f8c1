package org.example.nbd;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.example.nbd.NbdState.Failed;
import org.example.nbd.NbdState.Finished;
import org.example.nbd.NbdState.Lost;
import org.example.nbd.NbdState.Over;

/** One fetch, on the boot's thread: connects, and connects again where the connection was lost. */
final class NbdFetch {
    /** Assigned by IANA. */
    private static final int PORT = 10809;
    private static final int MOST_CONNECTIONS = 1000;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final BootUri from;
    private final String export;
    private final ImageSink sink;
    private final NbdOptions options;
    private final BootClock clock;
    private final Transport tcp;
    private final NbdProblems problems;
    private final long endsAt;
    private final List<String> attempts = new ArrayList<>();

    NbdFetch(BootUri from, String export, ImageSink sink, NbdOptions options, BootClock clock, Transport tcp) {
        this.from = from;
        this.export = export;
        this.sink = sink;
        this.options = options;
        this.clock = clock;
        this.tcp = tcp;
        this.problems = new NbdProblems(from);
        this.endsAt = clock.nanoTime() + options.totalTime().toNanos();
    }

    void run() throws FetchException {
        int fruitless = 0;
        while (true) {
            long before = sink.received();
            switch (connection()) {
                case Finished() -> {
                    return;
                }
                case Failed(Problem problem) -> throw new FetchException(problem, attempts, null);
                case Lost(Problem problem) -> {
                    fruitless = sink.received() > before ? 1 : fruitless + 1;
                    if (fruitless >= options.attempts() || attempts.size() >= MOST_CONNECTIONS) {
                        throw new FetchException(problem, attempts, null);
                    }
                    attempts.add(problem.what());
                    pause(fruitless);
                }
            }
        }
    }

    private void pause(int fruitless) throws FetchException {
        Duration pause = options.backoff().multipliedBy(1L << Math.min(fruitless - 1, 16));
        if (clock.nanoTime() + pause.toNanos() - endsAt >= 0) {
            throw new FetchException(problems.tooLong(options.totalTime(), sink.received()), attempts, null);
        }
        try {
            clock.sleep(pause);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Over connection() throws FetchException {
        var connection = new NbdConnection(new NbdHandshake(export, options, problems, sink.received()), clock, sink, endsAt);
        ChannelFuture connect;
        Future<?> loopEnd;
        // Timers of the loop end every connection, as long as there is a loop.
        FutureListener<Object> loopEnded = _ -> connection.loopEnded();
        try {
            Bootstrap bootstrap = tcp.bootstrap().handler(connection)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(Integer.MAX_VALUE, options.patience().toMillis()))
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(2048, 1 << 16, 1 << 20));
            connect = bootstrap.connect(InetSocketAddress.createUnresolved(from.host(), from.port().orElse(PORT)));
            connect.addListener(_ -> connected(connect, connection));
            loopEnd = bootstrap.config().group().terminationFuture().addListener(loopEnded);
        } catch (StrapworkException e) {
            throw new FetchException(e.problems().getFirst(), attempts, e);
        }
        try {
            return clock.await(connection.outcome());
        } catch (InterruptedException e) {
            clock.awaitUninterruptibly(connect.channel().close(), CLOSE_LIMIT);
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            // Or a boot that fetches much would keep all its connections.
            loopEnd.removeListener(loopEnded);
        }
    }

    private void connected(ChannelFuture connect, NbdConnection connection) {
        Throwable cause = connect.cause();
        if (cause != null) {
            connection.unconnected(connect.channel(), unconnected(cause));
        }
    }

    private Over unconnected(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof StrapworkException known) {
                return new Failed(known.problems().getFirst());
            }
        }
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return switch (cause) {
            case UnknownHostException _ -> new Failed(problems.unresolved(text));
            case IOException _ -> new Lost(problems.unconnected(text));
            default -> new Failed(problems.unconnected(text));
        };
    }

    private FetchException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new FetchException(problems.interrupted(), attempts, e);
    }
}
