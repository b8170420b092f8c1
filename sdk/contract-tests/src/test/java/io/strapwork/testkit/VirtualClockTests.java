package io.strapwork.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.concurrent.Ticker;
import io.strapwork.api.time.BootLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// The clock has a limit of its own, which tells who waits.
@Timeout(600)
class VirtualClockTests {
    @Test
    void jumpsFromTimerToTimer() throws Exception {
        VirtualClock clock = VirtualClock.jumping();
        try (BootLoop loop = BootLoop.start("clock-test", clock)) {
            List<Duration> rang = new ArrayList<>();
            var last = new CompletableFuture<Void>();
            clock.await(loop.eventLoop().submit(() -> {
                loop.eventLoop().schedule(() -> rang.add(clock.elapsed()), 5, TimeUnit.SECONDS);
                loop.eventLoop().schedule(() -> rang.add(clock.elapsed()), 60, TimeUnit.SECONDS);
                loop.eventLoop().schedule(() -> last.complete(null), 1, TimeUnit.DAYS);
            }));
            clock.await(last);
            assertEquals(List.of(Duration.ofSeconds(5), Duration.ofMinutes(1)), rang);
            assertEquals(Duration.ofDays(1), clock.elapsed());
        }
    }

    @RepeatedTest(50)
    void standsStillUntilSomebodyWaits() throws Exception {
        VirtualClock clock = VirtualClock.jumping();
        try (BootLoop loop = BootLoop.start("clock-test", clock)) {
            var rang = new CompletableFuture<Duration>();
            loop.eventLoop().execute(() -> loop.eventLoop().schedule(() -> rang.complete(clock.elapsed()), 1, TimeUnit.SECONDS));
            while (clock.strangers().isEmpty()) {
                Thread.onSpinWait();
            }
            loop.eventLoop().schedule(() -> {}, 1, TimeUnit.MILLISECONDS);
            assertEquals(Duration.ZERO, clock.elapsed(), "time went on while nobody waited for it");
            assertEquals(Duration.ofSeconds(1), clock.await(rang));
        }
    }

    @RepeatedTest(50)
    void standsStillWhileSomebodyWorks() throws Exception {
        VirtualClock clock = VirtualClock.jumping();
        Duration took = clock.run("walk", () -> {
            try (BootLoop loop = BootLoop.start("clock-test", clock)) {
                loop.eventLoop().schedule(() -> {}, 1, TimeUnit.HOURS);
                for (int i = 0; i < 100; i++) {
                    clock.await(loop.eventLoop().submit(() -> {}));
                }
                return clock.elapsed();
            }
        });
        assertEquals(Duration.ZERO, took, "time went on while the walk had something to do");
        assertEquals(List.of(), clock.strangers());
    }

    @Test
    void tellsWhoWaitsOtherwise() {
        VirtualClock clock = VirtualClock.jumping();
        AssertionError told = assertThrows(AssertionError.class, () -> clock.run("walk", () -> new CompletableFuture<String>().get()));
        assertTrue(told.getMessage().startsWith("walk waits, but not through the boot's clock, in CompletableFuture.get at "),
                told::getMessage);
        assertTrue(told.getMessage().contains("VirtualClockTests"), told::getMessage);
    }

    @Test
    void tellsWhatBlocksALoop() {
        VirtualClock clock = VirtualClock.jumping();
        AssertionError told = assertThrows(AssertionError.class, () -> clock.run("walk", () -> {
            BootLoop loop = BootLoop.start("clock-test", clock);
            clock.await(loop.eventLoop().submit(() -> {}));
            return clock.await(loop.eventLoop().submit(() -> new CompletableFuture<String>().join()));
        }));
        assertTrue(told.getMessage().startsWith("blocks the event loop: clock-test waits, in CompletableFuture.join at "),
                told::getMessage);
    }

    @Test
    void tellsThatNothingWillHappen() {
        VirtualClock clock = VirtualClock.jumping();
        AssertionError told = assertThrows(AssertionError.class, () -> clock.run("walk", () -> {
            try (BootLoop loop = BootLoop.start("clock-test", clock)) {
                return clock.await(new CompletableFuture<String>());
            }
        }));
        assertEquals("every thread is waiting, and nothing will happen: walk waits for a CompletableFuture, clock-test waits for work",
                told.getMessage());
    }

    private static void parkUntilInterrupted() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
        }
    }

    @Test
    void nothingIsSaidOfWhoGetsNoProcessor() throws Exception {
        var baton = new Baton(Ticker.newMockTicker(), true);
        Thread waiting = baton.create("walk", VirtualClockTests::parkUntilInterrupted, false);
        baton.start(waiting);
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        var starved = new BatonWatch(baton, true, Duration.ofMinutes(2), Duration.ofMinutes(2), task -> {});
        for (int look = 0; look < 100; look++) {
            assertNull(starved.look());
        }
        var watch = new BatonWatch(baton, true, Duration.ofMinutes(2), Duration.ofMinutes(2), Runnable::run);
        AssertionError told = null;
        for (int look = 0; look < 100 && told == null; look++) {
            told = watch.look();
        }
        assertNotNull(told);
        assertTrue(told.getMessage().startsWith("walk waits, but not through the boot's clock, in LockSupport.park"), told.getMessage());
        waiting.join();
    }

    @Test
    void whoHandsItsBatonOnForeverIsToldAtLast() throws Exception {
        var baton = new Baton(Ticker.newMockTicker(), true);
        Thread working = baton.create("walk", VirtualClockTests::parkUntilInterrupted, false);
        baton.start(working);
        var watch = new BatonWatch(baton, true, Duration.ofMinutes(2), Duration.ZERO, Runnable::run);
        AssertionError told = watch.look();
        assertNotNull(told);
        assertEquals("still at it after 0 minutes: walk runs", told.getMessage());
        var stuck = new BatonWatch(baton, true, Duration.ZERO, Duration.ofMinutes(2), Runnable::run);
        told = stuck.look();
        assertNotNull(told);
        assertEquals("no progress for 0 minutes: walk runs", told.getMessage());
        working.interrupt();
        working.join();
    }

    /** Boots that hand their batons to and fro leave no processor free; one that begins meanwhile gets its turn all the same. */
    @Test
    void whoBeginsAmongManyGetsItsTurn() throws Exception {
        int boots = 8 * Runtime.getRuntime().availableProcessors();
        var begun = new AtomicInteger();
        var rounds = new AtomicInteger();
        var ended = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < boots; i++) {
            VirtualClock clock = VirtualClock.jumping();
            var end = new CompletableFuture<Void>();
            ended.add(end);
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    end.complete(clock.run("boot", () -> {
                        try (BootLoop loop = BootLoop.start("clock-test", clock)) {
                            begun.incrementAndGet();
                            while (begun.get() < boots) {
                                clock.await(loop.eventLoop().submit(() -> {}));
                                rounds.incrementAndGet();
                            }
                            return null;
                        }
                    }));
                } catch (Throwable e) {
                    begun.addAndGet(boots);
                    end.completeExceptionally(e);
                }
            });
        }
        for (CompletableFuture<Void> end : ended) {
            end.get();
        }
        // A few hundred; several millions where those who begin come last.
        assertTrue(rounds.get() < 1_000_000, () -> "the others went on " + rounds + " times until all had begun");
    }

    @Test
    void aLoopDoesNotWaitForItself() throws Exception {
        VirtualClock clock = VirtualClock.jumping();
        String refused = clock.run("walk", () -> {
            try (BootLoop loop = BootLoop.start("clock-test", clock)) {
                clock.await(loop.eventLoop().submit(() -> {}));
                return assertThrows(ExecutionException.class,
                        () -> clock.await(loop.eventLoop().submit(() -> clock.await(new CompletableFuture<String>())))).getCause()
                        .getMessage();
            }
        });
        assertEquals("the event loop clock-test would wait for itself; add a listener instead", refused);
    }

    @RepeatedTest(50)
    void anInterruptIsExact() throws Exception {
        VirtualClock clock = VirtualClock.jumping();
        Duration at = clock.run("walk", () -> {
            try (BootLoop loop = BootLoop.start("clock-test", clock)) {
                Thread walk = Thread.currentThread();
                loop.eventLoop().schedule(walk::interrupt, 3, TimeUnit.SECONDS);
                loop.eventLoop().schedule(() -> {}, 4, TimeUnit.SECONDS);
                assertThrows(InterruptedException.class, () -> clock.sleep(Duration.ofMinutes(1)));
                return clock.elapsed();
            }
        });
        assertEquals(Duration.ofSeconds(3), at);
    }

    /** Who is interrupted looks for the clock's lock, and a thread that waits for a lock doesn't look interrupted meanwhile. */
    @Test
    void anInterruptIsExactWhileOthersAreLookedAt() throws Exception {
        VirtualClock clock = VirtualClock.jumping();
        var at = new CompletableFuture<Duration>();
        Thread walk = clock.threads().create("walk", () -> {
            assertThrows(InterruptedException.class, () -> clock.sleep(Duration.ofMinutes(1)));
            at.complete(clock.elapsed());
        });
        var allWait = new AtomicBoolean();
        // The clock asks, with its lock, those who wait in turn: this one before the walk.
        var interrupting = new CompletableFuture<Void>() {
            @Override
            public boolean isDone() {
                if (allWait.getAndSet(false)) {
                    walk.interrupt();
                    while (walk.isInterrupted()) {
                        Thread.onSpinWait();
                    }
                }
                return false;
            }
        };
        clock.run("first", () -> {
            clock.threads().start(walk);
            clock.beside("last", () -> {
                allWait.set(true);
                assertDoesNotThrow(() -> clock.sleep(Duration.ofMinutes(1)));
            });
            return clock.await(interrupting, Duration.ofSeconds(4));
        });
        assertEquals(Duration.ZERO, at.resultNow());
    }

    @Test
    void tellsWhoComesFromOutside() throws Exception {
        VirtualClock clock = VirtualClock.jumping();
        clock.run("walk", () -> {
            try (BootLoop loop = BootLoop.start("clock-test", clock)) {
                clock.await(loop.eventLoop().submit(() -> {}));
                var asked = new CompletableFuture<String>();
                Thread pool = Thread.ofPlatform().daemon().name("pool").start(() -> loop.eventLoop().execute(() -> asked.complete("told")));
                while (pool.isAlive()) {
                    Thread.onSpinWait();
                }
                return clock.await(asked);
            }
        });
        assertEquals(List.of("pool wakes clock-test"), clock.strangers());
    }

    @Test
    void sleepsTakeNoTime() throws Exception {
        VirtualClock clock = VirtualClock.jumping();
        clock.sleep(Duration.ofHours(1));
        assertEquals(Duration.ofHours(1), clock.elapsed());
        assertEquals("virtual time PT1H", clock.toString());
    }

    @Test
    void standsStillWhileWorkIsDoneBeside() throws Exception {
        VirtualClock clock = VirtualClock.jumping();
        List<String> order = clock.run("walk", () -> {
            var happened = new ArrayList<String>();
            clock.beside("work", () -> happened.add("work done at " + clock.elapsed()));
            clock.sleep(Duration.ofSeconds(1));
            happened.add("slept until " + clock.elapsed());
            return happened;
        });
        assertEquals(List.of("work done at PT0S", "slept until PT1S"), order);
    }

    @Test
    void aStillOneMovesWhenItIsAdvanced() throws Exception {
        VirtualClock clock = VirtualClock.still();
        try (BootLoop loop = BootLoop.start("clock-test", clock)) {
            var rang = new CompletableFuture<Void>();
            loop.eventLoop().schedule(() -> rang.complete(null), 1, TimeUnit.SECONDS);
            loop.eventLoop().submit(() -> {}).get();
            assertFalse(rang.isDone());
            clock.advance(Duration.ofSeconds(1));
            rang.get();
        }
    }
}
