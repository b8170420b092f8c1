package io.strapwork.api.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Throws in one of its methods; what was called of it. */
    private static final class Broken implements PolledHandle {
        private static final String ASKED = "asked for by this test";
        private final String where;
        private final List<String> called = new CopyOnWriteArrayList<>();

        Broken(String where) {
            this.where = where;
        }

        private void called(String what) {
            called.add(what);
            if (what.equals(where)) {
                throw new AssertionError(ASKED);
            }
        }

        @Override
        public void registered() {
            Thread.currentThread().setUncaughtExceptionHandler((_, thrown) -> called.add(String.valueOf(thrown.getMessage())));
        }

        @Override
        public int poll(int budget) {
            called("poll");
            return 0;
        }

        @Override
        public boolean arm() {
            called("arm");
            return true;
        }

        @Override
        public void disarm() {
            called("disarm");
        }

        @Override
        public long maxSleepNanos() {
            return 1;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            throw new AssertionError("nobody submits");
        }

        @Override
        public void close() {
            called("close");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "arm", "disarm"})
    void aHandleThatThrowsIsClosedAndTheLoopGoesOn(String where) {
        var broken = new Broken(where);
        try (BootLoop loop = BootLoop.start("broken", BootClock.system())) {
            BootClock.system().awaitUninterruptibly(loop.eventLoop().register(broken), Duration.ofSeconds(100));
            while (!broken.called.contains(Broken.ASKED)) {
                Thread.onSpinWait();
            }
            assertTrue(BootClock.system().awaitUninterruptibly(loop.eventLoop().submit(() -> {}), Duration.ofSeconds(100)));
        }
        assertEquals(List.of(where, "close", Broken.ASKED), broken.called.subList(broken.called.indexOf(where), broken.called.size()));
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
