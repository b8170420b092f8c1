package io.strapwork.testkit;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootThreads;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still while anybody works, and jumps to the next timer or deadline when nobody can and somebody waits by it, so that a timeout of a minute takes no
 * time. A {@linkplain #still() still} one moves by {@link #advance} only.
 *
 * <p>Of the threads that take part one runs at a time: what {@link #run} runs, the loops and what is done {@linkplain #beside beside}. Each goes on until it waits by this clock
 * ({@link #await}, {@link #sleep}), has nothing to do, or ends; who is next depends on nothing but the program. So a boot with the same seed sends the same frames at the same
 * times, always. Exceptions: TLS, whose library has randomness of its own, and sockets of the computer, which have no virtual time: while the gateway has any open, a
 * millisecond passes here for each millisecond there at most. A thread that doesn't take part may call all of this, too, without that promise. Any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class VirtualClock implements BootClock {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long LOOK_MILLIS = 100;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final Baton baton;
    private final boolean jumps;
    private final Threads threads = new Threads();

    private VirtualClock(boolean jumps) {
        this.jumps = jumps;
        this.baton = new Baton(ticker, jumps);
    }

    /** One that jumps. */
    public static VirtualClock jumping() {
        return new VirtualClock(true);
    }

    /** One that moves by {@link #advance} only. */
    public static VirtualClock still() {
        return new VirtualClock(false);
    }

    /**
     * Runs it on a thread that takes part, as a boot runs on its own, and waits for what it returns; what it throws is thrown here. A thread that takes part already runs it
     * itself.
     *
     * @throws AssertionError when it waits otherwise than by this clock, which names the call; when everybody waits and nothing can happen; when one of them keeps
     *                        the baton for two minutes of the computer's time, or all of it takes ten
     */
    public <T> T run(String name, Callable<T> work) throws Exception {
        if (baton.takesPart(Thread.currentThread())) {
            return work.call();
        }
        var result = new CompletableFuture<T>();
        Thread thread = baton.create(name, () -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }, false);
        baton.start(thread);
        try {
            return watched(result);
        } catch (InterruptedException | AssertionError e) {
            thread.interrupt();
            throw e;
        }
    }

    private <T> T watched(CompletableFuture<T> result) throws Exception {
        var watch = new BatonWatch(baton, jumps, PATIENCE, LONGEST, task -> Thread.ofPlatform().daemon().start(task));
        while (true) {
            try {
                return result.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                baton.lookAgain();
                // What is told stands: the look may have woken up who waited, so the work may well come to its end now.
                @Nullable
                AssertionError failure = watch.look();
                if (failure != null) {
                    throw failure;
                }
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case Error error -> throw error;
                    case Exception known -> throw known;
                    case null, default -> throw e;
                }
            }
        }
    }

    /**
     * What threads that don't take part did to those that do, in words: the first hundred. None in a boot of reference plugins. A plugin that has work done by a pool of its own
     * is found here; {@link #beside} is for that.
     */
    public List<String> strangers() {
        return baton.strangers();
    }

    /** The threads that take part now, but one. */
    List<Thread> threadsBut(@Nullable Thread one) {
        return baton.threads().stream().filter(thread -> thread != one).sorted(Comparator.comparing(Thread::getName)).toList();
    }

    /** Moves the time on; timers that come due run when it is their turn. */
    public void advance(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        baton.advanced();
    }

    /** Time since the clock was made. */
    public Duration elapsed() {
        return Duration.ofNanos(ticker.nanoTime());
    }

    @Override
    public Instant now() {
        return START.plusNanos(ticker.nanoTime());
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        baton.await(() -> false, time.toNanos(), "time to pass");
    }

    /** @throws IllegalStateException on an event loop, which would wait for itself */
    @Override
    public boolean await(Future<?> future, Duration limit) throws InterruptedException {
        baton.await(future::isDone, limit.toNanos(), "a " + future.getClass().getSimpleName());
        return future.isDone();
    }

    @Override
    public BootThreads threads() {
        return threads;
    }

    @Override
    public void beside(String name, Runnable work) {
        baton.start(baton.create(name, work, true));
    }

    @Override
    public String toString() {
        return "virtual time " + elapsed();
    }

    private final class Threads implements BootThreads {
        @Override
        public Thread create(String name, Runnable body) {
            return baton.create(name, body, false);
        }

        @Override
        public void start(Thread thread) {
            baton.start(thread);
        }

        @Override
        public void idle(long nanos) {
            baton.idle(nanos);
        }

        @Override
        public void wake(Thread loop) {
            baton.wake(loop);
        }
    }
}
