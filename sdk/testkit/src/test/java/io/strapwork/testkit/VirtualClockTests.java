package io.strapwork.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.strapwork.api.time.BootLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VirtualClockTests {
    @Test
    void jumpsFromTimerToTimer() throws Exception {
        VirtualClock clock = VirtualClock.jumping();
        try (BootLoop loop = BootLoop.start("clock-test", clock)) {
            List<Duration> rang = new ArrayList<>();
            var last = new CompletableFuture<Void>();
            loop.eventLoop().submit(() -> {
                loop.eventLoop().schedule(() -> rang.add(clock.elapsed()), 5, TimeUnit.SECONDS);
                loop.eventLoop().schedule(() -> rang.add(clock.elapsed()), 60, TimeUnit.SECONDS);
                loop.eventLoop().schedule(() -> last.complete(null), 1, TimeUnit.DAYS);
            }).get();
            last.get();
            assertEquals(List.of(Duration.ofSeconds(5), Duration.ofMinutes(1)), rang);
            assertEquals(Duration.ofDays(1), clock.elapsed());
        }
    }

    @RepeatedTest(50)
    void standsStillWhileTheWatchedThreadWorks() throws Exception {
        VirtualClock clock = VirtualClock.jumping();
        try (BootLoop loop = BootLoop.start("clock-test", clock)) {
            var result = new CompletableFuture<Duration>();
            var begin = new CompletableFuture<Void>();
            Thread walk = Thread.ofVirtual().start(() -> {
                begin.join();
                try {
                    loop.eventLoop().schedule(() -> {}, 1, TimeUnit.HOURS);
                    for (int i = 0; i < 100; i++) {
                        loop.eventLoop().submit(() -> {}).get();
                    }
                    result.complete(clock.elapsed());
                } catch (Exception e) {
                    result.completeExceptionally(e);
                }
            });
            clock.watch(walk);
            begin.complete(null);
            assertEquals(Duration.ZERO, result.get(), "time went on while the walk had something to do");
        }
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
        try (BootLoop loop = BootLoop.start("clock-test", clock)) {
            var release = new CompletableFuture<Void>();
            var rang = new CompletableFuture<Void>();
            clock.beside("work", release::join);
            loop.eventLoop().schedule(() -> rang.complete(null), 1, TimeUnit.SECONDS);
            loop.eventLoop().submit(() -> {}).get();
            assertFalse(rang.isDone());
            assertEquals(Duration.ZERO, clock.elapsed());
            release.complete(null);
            rang.get();
        }
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
