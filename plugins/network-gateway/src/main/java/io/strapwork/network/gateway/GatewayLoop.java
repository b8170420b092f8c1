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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** An event loop with its own daemon thread, for sockets of this computer and channels of the guest's network alike, on the boot's clock. */
final class GatewayLoop implements AutoCloseable {
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** How soon a clock that isn't the computer's is looked at again. */
    private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ManualIoEventLoop loop;
    private final Thread thread;

    private GatewayLoop(String name, BootClock clock) {
        var running = new Thread(this::run, name);
        running.setDaemon(true);
        this.thread = running;
        IoHandlerFactory sockets = NioIoHandler.newFactory();
        Ticker ticker = clock.ticker();
        IoHandlerFactory handlers = ticker == Ticker.systemTicker()
                ? sockets
                : executor -> new GlancingHandler(sockets.newHandler(executor), ticker);
        this.loop = new ManualIoEventLoop(null, running, handlers, ticker);
    }

    static GatewayLoop start(String name, BootClock clock) {
        var loop = new GatewayLoop(name, clock);
        loop.thread.start();
        return loop;
    }

    IoEventLoop eventLoop() {
        return loop;
    }

    /** Runs it on the loop's thread and waits for what it returns; what it throws unchecked is thrown here. */
    <T> T call(Supplier<T> task) {
        CompletableFuture<T> result = CompletableFuture.supplyAsync(task, loop);
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void run() {
        while (!loop.isTerminated()) {
            loop.run(Long.MAX_VALUE, SLICE_NANOS);
        }
    }

    /** Closes what is registered and ends the thread; waits for that up to five seconds, unless it is called on that thread. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = false;
        boolean waited = false;
        while (!waited) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(5));
                waited = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A selector sleeps by the computer's clock: on another clock it may only nap. */
    private record GlancingHandler(IoHandler sockets, Ticker ticker) implements IoHandler {
        @Override
        public void initialize() {
            sockets.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            return sockets.run(new IoHandlerContext() {
                @Override
                public boolean canBlock() {
                    return context.canBlock();
                }

                @Override
                public long delayNanos(long currentTimeNanos) {
                    return Math.min(GLANCE_NANOS, context.delayNanos(ticker.nanoTime()));
                }

                @Override
                public long deadlineNanos() {
                    return 0;
                }
            });
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
            return sockets.register(handle);
        }

        @Override
        public void wakeup() {
            sockets.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return sockets.isCompatible(handleType);
        }
    }
}
