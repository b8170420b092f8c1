package io.strapwork.network.gateway;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Ticker;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The gateway's loop, for sockets of this computer and channels of the guest's network alike, on the boot's clock. */
final class GatewayLoop implements AutoCloseable {
    /** How long a selector may keep a clock waiting that isn't the computer's. */
    private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final BootLoop loop;
    private final BootClock clock;

    private GatewayLoop(BootLoop loop, BootClock clock) {
        this.loop = loop;
        this.clock = clock;
    }

    static GatewayLoop start(String name, BootClock clock) {
        IoHandlerFactory sockets = NioIoHandler.newFactory();
        boolean ticksByComputer = clock.ticker() == Ticker.systemTicker();
        return new GatewayLoop(BootLoop.start(name, clock, (executor, thread) -> {
            IoHandler selector = sockets.newHandler(executor);
            return ticksByComputer ? selector : new GlancingHandler(selector, clock, thread);
        }), clock);
    }

    IoEventLoop eventLoop() {
        return loop.eventLoop();
    }

    /** Runs it on the loop's thread and waits for what it returns; what it throws unchecked is thrown here. */
    <T> T call(Supplier<T> task) {
        CompletableFuture<T> result = CompletableFuture.supplyAsync(task, eventLoop());
        clock.awaitUninterruptibly(result, BootClock.FOREVER);
        if (result.state() == Future.State.SUCCESS) {
            return result.resultNow();
        }
        throw result.exceptionNow() instanceof RuntimeException cause ? cause : new CompletionException(result.exceptionNow());
    }

    /** As {@link BootLoop#close} does. */
    @Override
    public void close() {
        loop.close();
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
                // Who is at the other end of a socket lives by the computer's clock: time runs at that speed.
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
