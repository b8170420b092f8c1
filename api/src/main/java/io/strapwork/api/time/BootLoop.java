package io.strapwork.api.time;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandler;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.apiguardian.api.API;

/**
 * An event loop with a thread of its own, on the boot's clock. A boot has one, on whose thread all its network state lives, so that none of it needs a lock: it polls the registered
 * {@link PolledHandle}s, runs tasks and timers, and sleeps when there is nothing to do. The far end of the wire may have another, with a handler of its own.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BootLoop implements AutoCloseable {
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    /** Turns for what closing leaves to do; only what gives itself work for ever needs so many. */
    private static final int MOST_LAST_TURNS = 1000;
    /** Ends a turn after a number of tasks, not after a time. */
    private static final long SHORTEST_NANOS = 1;

    private final ManualIoEventLoop loop;
    private final IoHandler handler;
    private final Thread thread;
    private final BootClock clock;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    /** On the loop's thread. */
    private boolean closing;

    private BootLoop(String name, BootClock clock, BiFunction<ThreadAwareExecutor, Thread, IoHandler> io) {
        this.clock = clock;
        Thread running = clock.threads().create(name, this::run);
        this.thread = running;
        var created = new AtomicReference<IoHandler>();
        this.loop = new ManualIoEventLoop(null, running, executor -> {
            created.set(io.apply(executor, running));
            return created.get();
        }, clock.ticker());
        this.handler = Objects.requireNonNull(created.get());
    }

    /** Starts a loop that polls {@link PolledHandle}s, on a daemon thread of that name. */
    public static BootLoop start(String name, BootClock clock) {
        return start(name, clock, (executor, thread) -> new PolledIoHandler(executor, thread, clock));
    }

    /**
     * Starts a loop for handles of another kind.
     *
     * @param io makes the loop's handler, on the calling thread, given the loop and its thread; where the clock is not the computer's, the handler lets {@link BootThreads#idle} do the waiting
     */
    public static BootLoop start(String name, BootClock clock, BiFunction<ThreadAwareExecutor, Thread, IoHandler> io) {
        var loop = new BootLoop(name, clock, io);
        clock.threads().start(loop.thread);
        return loop;
    }

    /** Where channels, timers and handles are registered. */
    public IoEventLoop eventLoop() {
        return loop;
    }

    /** Any thread: there may be work, look again. Cheap when the loop is awake. */
    public void wakeup() {
        loop.wakeup();
    }

    private void run() {
        try {
            while (!closing) {
                loop.run(Long.MAX_VALUE, SLICE_NANOS);
            }
            finish();
        } finally {
            // Netty gives its threads a cache of buffers each. It is theirs to give back, or it stays until a garbage collection (FastThreadLocal.removeAll).
            FastThreadLocal.removeAll();
            ended.complete(null);
        }
    }

    @SuppressWarnings("deprecation") // a graceful shutdown waits for the ticker to move on, which a test's clock may not do
    private void finish() {
        doWhatIsLeft();
        loop.execute(handler::prepareToDestroy);
        doWhatIsLeft();
        loop.shutdown();
        while (!loop.isTerminated()) {
            loop.runNow();
        }
    }

    private void doWhatIsLeft() {
        for (int turn = 0; turn < MOST_LAST_TURNS && loop.runNow(SHORTEST_NANOS) > 0; turn++) {
            // each turn may leave something to the next
        }
    }

    /**
     * Closes what is registered, runs what was given to the loop and what closing leaves to do, and only then ends the thread; waits for it for up to five
     * seconds, unless it is called on that thread. May be called twice.
     */
    @Override
    public void close() {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> closing = true);
        }
        // An interrupt may be why the boot ends; its memory is given back next, so the thread has to be gone.
        if (Thread.currentThread() != thread) {
            clock.awaitUninterruptibly(ended, END_LIMIT);
            join();
        }
    }

    /** It has said that it ends, and needs nobody for that: who looks for it afterwards, by name or by its state, does not find it. */
    private void join() {
        boolean interrupted = false;
        while (ended.isDone()) {
            try {
                thread.join(END_LIMIT);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
