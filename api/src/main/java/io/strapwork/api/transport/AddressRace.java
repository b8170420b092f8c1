package io.strapwork.api.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
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
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Attempts at the addresses of one server, each begun while those before it may still be under way (RFC 8305 section 5). Who hears of the server first wins, and the others are closed. Its timer runs on
 * the channels' loop; any thread may call it.
 *
 * @param <O> how an attempt ends
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AddressRace<O> {
    /** RFC 8305 recommends 250 ms and at least 100. Two dead addresses then cost less than half a second. */
    public static final Duration DELAY = Duration.ofMillis(200);

    private final EventLoop loop;
    private final Deque<InetSocketAddress> left;
    private final Set<InetSocketAddress> known;
    private final Begin<O> begin;
    private final Predicate<O> unreached;
    private final CompletableFuture<Result<O>> result = new CompletableFuture<>();
    private final List<Runner<O>> running = new ArrayList<>();
    private final List<Refusal<O>> refused = new ArrayList<>();
    private final List<InetSocketAddress> beaten = new ArrayList<>();
    private @Nullable InetSocketAddress latest;
    private int expected;
    private @Nullable Runner<O> winner;
    private @Nullable O refusal;
    private @Nullable O outcome;
    private @Nullable Future<?> timer;
    private boolean given;

    /**
     * @param addresses in the order of trying them, at least one
     * @param unreached whether an attempt ended so that another address may do better
     */
    public AddressRace(EventLoop loop, List<InetSocketAddress> addresses, Begin<O> begin, Predicate<O> unreached) {
        this.loop = loop;
        this.left = new ArrayDeque<>(addresses);
        this.known = new HashSet<>(addresses);
        this.begin = begin;
        this.unreached = unreached;
    }

    /** Begins attempts. */
    public interface Begin<O> {
        /** @param wins to be asked when the server is heard of, before anything else is done; when it says no, the channel is being closed */
        Attempt<O> at(InetSocketAddress address, BooleanSupplier wins);
    }

    /**
     * One attempt.
     *
     * @param outcome completes when the channel is not used any more for what the race is about
     * @param abandon completes the outcome, once the loop has ended
     */
    public record Attempt<O>(Channel channel, CompletableFuture<O> outcome, Runnable abandon) {}

    /** An address that leads nowhere. */
    public record Refusal<O>(InetSocketAddress address, O outcome) {}

    /**
     * How it ended.
     *
     * @param refused in order; the outcome may be the last one's
     * @param beaten  those that had not answered when another one did
     */
    public record Result<O>(O outcome, List<Refusal<O>> refused, List<InetSocketAddress> beaten) {
        /** The refusals that the outcome doesn't tell. */
        public List<Refusal<O>> earlier() {
            return refused.stream().filter(refusal -> refusal.outcome() != outcome).toList();
        }
    }

    /** Completes when the outcome is there and all other channels are closed; fails as an attempt's outcome fails that nobody has beaten, and then no other begins or wins. */
    public CompletableFuture<Result<O>> result() {
        return result;
    }

    /**
     * More addresses of the server may come. Those that are new are tried next, those of the family that was not tried last at first (RFC 8305 section 3); as long as they may come, no refusal is the end.
     */
    public void expect(CompletableFuture<List<InetSocketAddress>> more) {
        synchronized (this) {
            expected++;
        }
        more.whenComplete((found, failure) -> came(failure == null ? found : List.of()));
    }

    private synchronized void came(List<InetSocketAddress> found) {
        expected--;
        List<InetSocketAddress> fresh = found.stream().filter(known::add).toList();
        if (!fresh.isEmpty() && !given) {
            var all = new ArrayList<>(fresh);
            all.addAll(left);
            left.clear();
            left.addAll(turns(all));
        }
        if (!left.isEmpty() && timer == null) {
            next();
        }
        lose();
    }

    private List<InetSocketAddress> turns(List<InetSocketAddress> all) {
        boolean ip4 = latest != null && isIp4(latest);
        return AddressOrder.inTurn(all.stream().sorted(Comparator.comparing(address -> isIp4(address) == ip4)).toList(), Set.of());
    }

    private static boolean isIp4(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address;
    }

    /** Begins with the first address, or goes on with the next one before its time. */
    public synchronized void next() {
        stopTimer();
        if (winner != null || outcome != null || left.isEmpty()) {
            return;
        }
        InetSocketAddress address = left.remove();
        latest = address;
        var runner = new Runner<O>(address);
        Attempt<O> attempt = begin.at(address, () -> wins(runner));
        runner.attempt = attempt;
        running.add(runner);
        if (!loop.isShuttingDown()) {
            timer = loop.schedule(this::next, DELAY.toNanos(), TimeUnit.NANOSECONDS);
        }
        attempt.outcome().whenComplete((how, failure) -> ended(runner, how, failure));
    }

    private synchronized boolean wins(Runner<O> runner) {
        if (winner != null || outcome != null || given) {
            return winner == runner;
        }
        winner = runner;
        stopTimer();
        running.stream().filter(other -> other != runner).forEach(other -> beaten.add(other.address));
        closeOthers();
        return true;
    }

    private synchronized void ended(Runner<O> runner, @Nullable O how, @Nullable Throwable failure) {
        running.remove(runner);
        if (failure != null && (winner == null || winner == runner)) {
            give();
            result.completeExceptionally(failure);
            closeOthers();
        } else if (how != null && unreached.test(how) && winner == null && outcome == null) {
            refused.add(new Refusal<>(runner.address, how));
            refusal = how;
            next();
            lose();
            return;
        } else if (how != null && outcome == null && (winner == null || winner == runner)) {
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
        O end = outcome;
        if (end != null && running.isEmpty()) {
            result.complete(new Result<>(end, List.copyOf(refused), List.copyOf(beaten)));
        }
    }

    private void closeOthers() {
        List.copyOf(running).stream().filter(runner -> runner != winner).forEach(runner -> runner.attempt().channel().close());
    }

    private void stopTimer() {
        Future<?> waiting = timer;
        if (waiting != null) {
            waiting.cancel(false);
            timer = null;
        }
    }

    /** The loop is gone, and nobody has closed the channels. */
    public synchronized void loopEnded(O end) {
        stopTimer();
        outcome = end;
        List.copyOf(running).forEach(runner -> runner.attempt().abandon().run());
        result.complete(new Result<>(end, List.of(), List.of()));
    }

    /** Begins no more attempts. @return what is to be closed */
    public synchronized List<Channel> give() {
        given = true;
        left.clear();
        stopTimer();
        return running.stream().map(runner -> runner.attempt().channel()).toList();
    }

    private static final class Runner<O> {
        private final InetSocketAddress address;
        private @Nullable Attempt<O> attempt;

        Runner(InetSocketAddress address) {
            this.address = address;
        }

        Attempt<O> attempt() {
            Attempt<O> begun = attempt;
            if (begun == null) {
                throw new IllegalStateException(address + " is not begun");
            }
            return begun;
        }
    }
}
