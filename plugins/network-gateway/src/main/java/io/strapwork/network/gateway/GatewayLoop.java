package io.strapwork.network.gateway;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Ticker;
import io.strapwork.api.time.BootClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** An event loop with its own daemon thread, for sockets of this computer and channels of the guest's network alike, on the boot's clock. */
final class GatewayLoop implements AutoCloseable {
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    /** Turns for what closing leaves to do; only what gives itself work for ever needs so many. */
    private static final int MOST_LAST_TURNS = 1000;
    /** Ends a turn after a number of tasks, not after a time. */
    private static final long SHORTEST_NANOS = 1;
    /** How long a selector may keep a clock waiting that isn't the computer's. */
    private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ManualIoEventLoop loop;
    private final Thread thread;
    private final BootClock clock;
    private final IoHandler handler;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    /** On the loop's thread. */
    private boolean closing;

    private GatewayLoop(String name, BootClock clock) {
        this.clock = clock;
        Thread running = clock.threads().create(name, this::run);
        this.thread = running;
        IoHandlerFactory sockets = NioIoHandler.newFactory();
        Ticker ticker = clock.ticker();
        boolean ticksByComputer = ticker == Ticker.systemTicker();
        var created = new AtomicReference<IoHandler>();
        this.loop = new ManualIoEventLoop(null, running, executor -> {
            IoHandler selector = sockets.newHandler(executor);
            created.set(ticksByComputer ? selector : new GlancingHandler(selector, clock, running));
            return created.get();
        }, ticker);
        this.handler = Objects.requireNonNull(created.get());
    }

    static GatewayLoop start(String name, BootClock clock) {
        var loop = new GatewayLoop(name, clock);
        clock.threads().start(loop.thread);
        return loop;
    }

    IoEventLoop eventLoop() {
        return loop;
    }

    /** Runs it on the loop's thread and waits for what it returns; what it throws unchecked is thrown here. */
    <T> T call(Supplier<T> task) {
        CompletableFuture<T> result = CompletableFuture.supplyAsync(task, loop);
        clock.awaitUninterruptibly(result, BootClock.FOREVER);
        if (result.state() == Future.State.SUCCESS) {
            return result.resultNow();
        }
        throw result.exceptionNow() instanceof RuntimeException cause ? cause : new CompletionException(result.exceptionNow());
    }

    private void run() {
        try {
            while (!closing) {
                loop.run(Long.MAX_VALUE, SLICE_NANOS);
            }
            finish();
        } finally {
            ended.complete(null);
        }
    }

    /** Closes what is registered; what that leaves to do is done before the loop takes nothing any more. */
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

    /** Closes what is registered and ends the thread after all that was given to it; waits for that up to five seconds, unless it is called on that thread. */
    @Override
    public void close() {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> closing = true);
        }
        if (Thread.currentThread() != thread) {
            clock.awaitUninterruptibly(ended, END_LIMIT);
        }
    }

    /** A selector sleeps by the computer's clock. On another clock it only looks; the clock does the waiting. */
    private static final class GlancingHandler implements IoHandler {
        private final IoHandler sockets;
        private final BootClock clock;
        private final Thread thread;
        private final List<IoRegistration> registrations = new ArrayList<>();
        private final AtomicBoolean woken = new AtomicBoolean();

        GlancingHandler(IoHandler sockets, BootClock clock, Thread thread) {
            this.sockets = sockets;
            this.clock = clock;
            this.thread = thread;
        }

        @Override
        public void initialize() {
            sockets.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            registrations.removeIf(registration -> !registration.isValid());
            boolean open = !registrations.isEmpty();
            int done = open ? sockets.run(new Glance(context)) : 0;
            if (done == 0 && context.canBlock() && !woken.get()) {
                long delay = context.deadlineNanos() < 0
                        ? Long.MAX_VALUE
                        : context.delayNanos(clock.nanoTime() + clock.ticker().initialNanoTime());
                // Who is at the other end of a socket lives by the computer's clock: time goes on as fast as that.
                clock.threads().idle(open ? Math.min(GLANCE_NANOS, delay) : delay);
            }
            woken.set(false);
            return done;
        }

        @Override
        public void prepareToDestroy() {
            sockets.prepareToDestroy();
        }

        @Override
        public void destroy() {
            sockets.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            IoRegistration registration = sockets.register(handle);
            registrations.add(registration);
            return registration;
        }

        @Override
        public void wakeup() {
            if (!woken.getAndSet(true)) {
                sockets.wakeup();
                clock.threads().wake(thread);
            }
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return sockets.isCompatible(handleType);
        }
    }

    /** What a selector is told: look, and wait a millisecond of the computer's at most. */
    private record Glance(IoHandlerContext context) implements IoHandlerContext {
        @Override
        public boolean canBlock() {
            return context.canBlock();
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return GLANCE_NANOS;
        }

        @Override
        public long deadlineNanos() {
            return 0;
        }
    }
}
