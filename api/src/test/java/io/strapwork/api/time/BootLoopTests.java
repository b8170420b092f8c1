package io.strapwork.api.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class BootLoopTests {
    /** A computer that is slow to take a thread away: it stays until who closes the loop waits for it, or has not waited. */
    private static final class Lingering implements BootClock, BootThreads {
        private final Thread closer = Thread.currentThread();
        private final AtomicBoolean closed = new AtomicBoolean();
        private final AtomicReference<Thread> made = new AtomicReference<>();

        @Override
        public Instant now() {
            return BootClock.system().now();
        }

        @Override
        public Ticker ticker() {
            return BootClock.system().ticker();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            BootClock.system().sleep(time);
        }

        @Override
        public BootThreads threads() {
            return this;
        }

        @Override
        public Thread create(String name, Runnable body) {
            Thread thread = BootClock.system().threads().create(name, () -> {
                body.run();
                while (!closed.get() && !waitsForAThread(closer)) {
                    Thread.onSpinWait();
                }
            });
            made.set(thread);
            return thread;
        }

        private static boolean waitsForAThread(Thread thread) {
            return Stream.of(thread.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(Thread.class.getName()) && frame.getMethodName().equals("join"));
        }

        @Override
        public void start(Thread thread) {
            thread.start();
        }

        @Override
        public void idle(long nanos) {
            BootClock.system().threads().idle(nanos);
        }

        @Override
        public void wake(Thread loop) {
            BootClock.system().threads().wake(loop);
        }
    }

    @Test
    void itsThreadIsGoneOnceItIsClosed() {
        for (int i = 0; i < 20; i++) {
            var clock = new Lingering();
            BootLoop.start("loop", clock).close();
            boolean alive = clock.made.get().isAlive();
            clock.closed.set(true);
            assertFalse(alive, "closed, and its thread is still there");
        }
    }

    @Test
    void givesItsCacheOfBuffersBack() {
        var allocator = new PooledByteBufAllocator(true);
        var loop = BootLoop.start("buffers", BootClock.system());
        loop.eventLoop().execute(() -> {
            for (int i = 0; i < 100; i++) {
                allocator.directBuffer(1000).release();
            }
        });

        loop.close();

        assertEquals(0, allocator.metric().directArenas().stream().mapToLong(PoolArenaMetric::numActiveAllocations).sum());
    }
}
