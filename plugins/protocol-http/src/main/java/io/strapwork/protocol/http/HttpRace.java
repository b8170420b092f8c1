package io.strapwork.protocol.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.transport.AddressOrder;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connection attempts to the addresses of one server, each begun while those before it may still be under way (RFC 8305 section 5). Who takes the connection first is asked, and the others
 * are closed. Its timer runs on the channels' loop; any thread may call it.
 */
final class HttpRace {
    /** RFC 8305 recommends 250 ms and at least 100. Two dead addresses then cost less than half a second. */
    static final Duration DELAY = Duration.ofMillis(200);

    private final EventLoop loop;
    private final Deque<InetSocketAddress> left;
    private final Set<InetSocketAddress> known;
    private final Begin begin;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private final List<Attempt> running = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private final List<InetSocketAddress> beaten = new ArrayList<>();
    private @Nullable InetSocketAddress latest;
    private int expected;
    private @Nullable HttpExchange winner;
    private @Nullable Outcome refusal;
    private @Nullable Outcome outcome;
    private @Nullable Future<?> timer;

    HttpRace(EventLoop loop, List<InetSocketAddress> addresses, Begin begin) {
        this.loop = loop;
        this.left = new ArrayDeque<>(addresses);
        this.known = new HashSet<>(addresses);
        this.begin = begin;
    }

    /** Begins an attempt, whose exchange asks {@link #wins} before it sends anything. */
    interface Begin {
        Attempt at(InetSocketAddress address, HttpRace race);
    }

    record Attempt(InetSocketAddress address, Channel channel, HttpExchange exchange) {}

    /** An address that takes no connection. */
    record Refusal(InetSocketAddress address, Problem problem) {}

    /**
     * How it ended.
     *
     * @param refused in order; the outcome may be the last one's
     * @param beaten  those that had not answered when another one did
     */
    record Result(Outcome outcome, List<Refusal> refused, List<InetSocketAddress> beaten) {}

    /** Completes when the outcome is there and all other channels are closed. */
    CompletableFuture<Result> result() {
        return result;
    }

    /**
     * More addresses of the server may come. Those that are new are tried next, those of the family that was not tried last at first (RFC 8305 section 3); as long as they may come, no refusal is the end.
     */
    void expect(CompletableFuture<List<InetSocketAddress>> more) {
        synchronized (this) {
            expected++;
        }
        more.whenComplete((found, failure) -> came(failure == null ? found : List.of()));
    }

    private synchronized void came(List<InetSocketAddress> found) {
        expected--;
        List<InetSocketAddress> fresh = found.stream().filter(known::add).toList();
        if (!fresh.isEmpty()) {
            var all = new ArrayList<>(fresh);
            all.addAll(left);
            left.clear();
            left.addAll(turns(all));
        }
        if (!left.isEmpty() && timer == null) {
            next();
        } else {
            lose();
        }
    }

    private List<InetSocketAddress> turns(List<InetSocketAddress> all) {
        boolean ip4 = latest != null && isIp4(latest);
        return AddressOrder.inTurn(all.stream().sorted(Comparator.comparing(address -> isIp4(address) == ip4)).toList(), Set.of());
    }

    private static boolean isIp4(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address;
    }

    synchronized void next() {
        stopTimer();
        if (winner != null || outcome != null || left.isEmpty()) {
            return;
        }
        InetSocketAddress address = left.remove();
        latest = address;
        Attempt attempt = begin.at(address, this);
        running.add(attempt);
        if (!loop.isShuttingDown()) {
            timer = loop.schedule(this::next, DELAY.toNanos(), TimeUnit.NANOSECONDS);
        }
        attempt.exchange().outcome().whenComplete((how, failure) -> ended(attempt, how, failure));
    }

    /** Whether this one is the first that is connected. */
    synchronized boolean wins(HttpExchange exchange) {
        if (winner != null || outcome != null) {
            return false;
        }
        winner = exchange;
        stopTimer();
        running.stream().filter(attempt -> attempt.exchange() != exchange).forEach(attempt -> beaten.add(attempt.address()));
        closeOthers();
        return true;
    }

    private synchronized void ended(Attempt attempt, @Nullable Outcome how, @Nullable Throwable failure) {
        running.remove(attempt);
        if (failure != null) {
            closeOthers();
            result.completeExceptionally(failure);
        } else if (how instanceof Outcome.Unreached(Problem problem, Throwable _) && winner == null && outcome == null) {
            refused.add(new Refusal(attempt.address(), problem));
            refusal = how;
            next();
            lose();
            return;
        } else if (outcome == null && (winner == null || winner == attempt.exchange())) {
            outcome = how;
            stopTimer();
            closeOthers();
        }
        finish();
    }

    /** When nobody is left who could win. */
    private void lose() {
        if (outcome == null && winner == null && running.isEmpty() && left.isEmpty() && expected == 0) {
            outcome = refusal;
            stopTimer();
        }
        finish();
    }

    private void finish() {
        Outcome end = outcome;
        if (end != null && running.isEmpty()) {
            result.complete(new Result(end, List.copyOf(refused), List.copyOf(beaten)));
        }
    }

    private void closeOthers() {
        List.copyOf(running).stream().filter(attempt -> attempt.exchange() != winner).forEach(attempt -> attempt.channel().close());
    }

    private void stopTimer() {
        Future<?> waiting = timer;
        if (waiting != null) {
            waiting.cancel(false);
            timer = null;
        }
    }

    /** The loop is gone, and nobody has closed the channels. */
    synchronized void loopEnded(Problem problem) {
        stopTimer();
        Outcome end = new Outcome.Failed(problem, null);
        outcome = end;
        List.copyOf(running).forEach(attempt -> attempt.exchange().loopEnded());
        result.complete(new Result(end, List.of(), List.of()));
    }

    /** Begins no more attempts. @return what is to be closed */
    synchronized List<Channel> give() {
        left.clear();
        stopTimer();
        return running.stream().map(Attempt::channel).toList();
    }
}
