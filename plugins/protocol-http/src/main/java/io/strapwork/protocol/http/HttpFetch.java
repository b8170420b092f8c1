package io.strapwork.protocol.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileNotThereException;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.AddressRace;
import io.strapwork.api.transport.ServerLookups;
import io.strapwork.api.transport.Transport;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One fetch: follows redirects, resumes and retries, on the boot's thread. */
final class HttpFetch {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(HttpFetch.class);
    private static final int MOST_DEAD = 64;
    private static final int LINE_LIMIT = 8192;
    /** Told of one answer, whatever it holds. */
    private static final int MOST_ODDITIES = 64;

    /** Measured: large reads nearly double the speed over loopback. */
    private static final int RECEIVE_BYTES = 1 << 20;

    private final HttpMethod method;
    private final BootUri first;
    private final ImageSink sink;
    private final HttpOptions options;
    private final BootClock clock;
    private final RandomGenerator random;
    private final Transport tcp;
    private final Transport tls;
    private final HttpRequests requests;
    private final long endsAt;
    private final List<String> attempts = new ArrayList<>();
    private final Set<String> visited = new HashSet<>();
    private final Set<InetSocketAddress> dead;
    private BootUri target;
    private @Nullable Resume resume;
    private int fruitless;
    private int total;

    /**
     * @param method GET, or HEAD, with which nothing comes into the sink
     * @param dead   addresses that accepted no connection, or later than others: of all fetches of the boot
     */
    HttpFetch(HttpMethod method, BootUri first, ImageSink sink, HttpRequests requests, HttpOptions options, BootClock clock,
            RandomGenerator random,
            Transport tcp, Transport tls, Set<InetSocketAddress> dead) {
        this.dead = dead;
        this.method = method;
        this.first = first;
        this.target = first;
        this.sink = sink;
        this.options = options;
        this.clock = clock;
        this.random = random;
        this.tcp = tcp;
        this.tls = tls;
        this.requests = requests;
        this.endsAt = clock.nanoTime() + options.totalTime().toNanos();
    }

    /** @return what the answer said of the body */
    Verdict.Body run() throws FetchException {
        visited.add(target.toString());
        while (true) {
            Resume offered = resume != null && resume.from().equals(target) ? resume : null;
            long before = sink.received();
            switch (exchange(offered)) {
                case Outcome.Complete(Verdict.Body body) when method.equals(HttpMethod.HEAD) || body.size() == HttpSteps.UNKNOWN
                        || sink.received() == body.size() -> {
                    return body;
                }
                case Outcome.Complete(Verdict.Body body) ->
                    tryAgain(new HttpProblems(target).truncated(sink.received(), body.size()), Optional.of(body),
                            Optional.of(Duration.ZERO), before, null);
                case Outcome.Redirected(BootUri to) -> redirect(to);
                case Outcome.Afresh(String why) -> tryAfresh(why);
                case Outcome.Broken broken -> tryAgain(broken.problem(), broken.body(), broken.after(), before, broken.cause());
                case Outcome.Failed(Problem problem, _) when problem.code().equals(HttpProblems.NOT_FOUND) ->
                    throw new FileNotThereException(problem, attempts);
                case Outcome.Unreached(Problem problem, Throwable cause) ->
                    tryAgain(problem, Optional.empty(), Optional.empty(), before, cause);
                case Outcome.Failed(Problem problem, Throwable cause) -> throw new FetchException(problem, attempts, cause);
            }
        }
    }

    private void redirect(BootUri to) throws FetchException {
        if (!visited.add(to.toString())) {
            throw new FetchException(new HttpProblems(target).redirectLoop(to), attempts, null);
        }
        if (visited.size() - 1 > options.redirects()) {
            throw new FetchException(new HttpProblems(target).tooManyRedirects(options.redirects()), attempts, null);
        }
        LOG.debug("{}: redirected to {}", target, to);
        target = to;
    }

    private void tryAgain(Problem problem, Optional<Verdict.Body> begun, Optional<Duration> after, long before, @Nullable Throwable cause)
            throws FetchException {
        if (begun.isPresent()) {
            Verdict.Body body = begun.get();
            long received = sink.received();
            resume = received > 0
                    ? body.validator().map(validator -> new Resume(target, validator, received, body.size())).orElse(null)
                    : null;
            if (received > before) {
                fruitless = 0;
            }
        }
        count(problem, problem.what(), cause);
        pause(after);
        startOver();
    }

    private void tryAfresh(String why) throws FetchException {
        sink.restart();
        resume = null;
        count(new HttpProblems(target).noRest(why), why, null);
        startOver();
    }

    private void count(Problem problem, String line, @Nullable Throwable cause) throws FetchException {
        fruitless++;
        total++;
        if (fruitless >= options.attempts() || total >= options.totalAttempts()) {
            throw new FetchException(problem, attempts, cause);
        }
        attempts.add(target + ": " + line);
        LOG.debug("{}: attempt {} failed: {}", target, total, line);
    }

    /** From the profile's address again: where it redirects to may have changed. */
    private void startOver() {
        target = first;
        visited.clear();
        visited.add(first.toString());
    }

    private void pause(Optional<Duration> asked) throws FetchException {
        long longest = options.longestPause().toNanos();
        double doubled = options.backoff().toNanos() * Math.pow(2, Math.min(fruitless - 1, 30)) * (0.75 + random.nextDouble() / 2);
        long nanos = asked.isPresent()
                ? Math.min(longest, asked.get().compareTo(options.longestPause()) > 0 ? longest : asked.get().toNanos())
                : Math.min(longest, (long) doubled);
        if (clock.nanoTime() + nanos - endsAt >= 0) {
            throw new FetchException(new HttpProblems(target).tooLong(options, sink.received()), attempts, null);
        }
        if (nanos > 0) {
            try {
                clock.sleep(Duration.ofNanos(nanos));
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private FetchException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new FetchException(new HttpProblems(target).interrupted(), attempts, e);
    }

    /** At the first address of the target that takes the connection. */
    private Outcome exchange(@Nullable Resume offered) throws FetchException {
        try {
            Transport transport = target.scheme().equals("https") ? tls : tcp;
            Bootstrap bootstrap = transport.bootstrap();
            BootUri asked = target;
            try (var lookups = new ServerLookups(transport, () -> HttpAddresses.of(asked, bootstrap, dead))) {
                return race(offered, bootstrap, lookups.first(clock), lookups::feed);
            }
        } catch (StrapworkException e) {
            throw new FetchException(e.problems().getFirst(), attempts, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case IllegalStateException ended -> new Outcome.Failed(new HttpProblems(target).loopEnded(), ended);
                case UnknownHostException unknown -> new HttpFailures(new HttpProblems(target)).unresolved(unknown);
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e.getCause());
            };
        }
    }

    private Outcome race(@Nullable Resume offered, Bootstrap plain, List<InetSocketAddress> addresses, Consumer<AddressRace<Outcome>> more)
            throws InterruptedException {
        EventLoopGroup group = plain.config().group();
        var race = new AddressRace<Outcome>(group.next(), addresses, (address, wins) -> {
            var exchange = new HttpExchange(method, target, offered, requests, options, wins, clock, endsAt, sink);
            ChannelFuture connect = bootstrap(plain.clone(), exchange, options.connectPatience()).connect(address);
            connect.addListener(_ -> exchange.connected(connect, group));
            return new AddressRace.Attempt<>(connect.channel(), exchange.outcome(), exchange::loopEnded);
        }, Outcome.Unreached.class::isInstance);
        // Timers of the loop end every exchange, as long as there is a loop.
        var loopEnded = new Outcome.Failed(new HttpProblems(target).loopEnded(), null);
        FutureListener<Object> ended = _ -> race.loopEnded(loopEnded);
        Future<?> loopEnd = group.terminationFuture().addListener(ended);
        try {
            race.next();
            more.accept(race);
            AddressRace.Result<Outcome> result = clock.await(race.result());
            remember(result);
            return result.outcome();
        } catch (InterruptedException e) {
            race.give().forEach(channel -> clock.awaitUninterruptibly(channel.close(), CLOSE_LIMIT));
            throw e;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        } finally {
            loopEnd.removeListener(ended);
        }
    }

    /** Whoever did not answer is tried last the next time. The last refusal is told as the outcome. */
    private void remember(AddressRace.Result<Outcome> result) {
        for (AddressRace.Refusal<Outcome> refusal : result.earlier()) {
            if (refusal.outcome() instanceof Outcome.Unreached(Problem problem, Throwable _)) {
                String line = refusal.address().getAddress().getHostAddress() + ": " + problem.what()
                        + "; trying the next address of the name";
                attempts.add(target + ": " + line);
                LOG.debug("{}: {}", target, line);
            }
            isDead(refusal.address());
        }
        for (InetSocketAddress address : result.beaten()) {
            LOG.debug("{}: another address was connected before {}", target, address.getAddress().getHostAddress());
            isDead(address);
        }
    }

    private void isDead(InetSocketAddress address) {
        if (dead.size() < MOST_DEAD) {
            dead.add(address);
        }
    }

    private Bootstrap bootstrap(Bootstrap plain, HttpExchange exchange, Duration connectPatience) {
        BootUri asked = target;
        var told = new HashSet<String>();
        var decoder = new ResponseDecoder(LINE_LIMIT, (int) options.headerBytes().bytes(), oddity -> {
            if (told.size() < MOST_ODDITIES && told.add(oddity)) {
                LOG.debug("{}: forgiven: {}", asked, oddity);
            }
        });
        return plain.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.clamp(connectPatience.toMillis(), 1, Integer.MAX_VALUE))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(2048, 65536, RECEIVE_BYTES))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpRequestEncoder(), decoder, exchange);
                    }
                });
    }
}
