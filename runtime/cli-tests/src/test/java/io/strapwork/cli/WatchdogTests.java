package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class WatchdogTests {
    private static final Duration SOON = Duration.ofMillis(1);

    /** A parser that is at it for hours hears no interrupt. */
    @Test
    void aBootThatHearsNothingIsCutOff() {
        var cut = new CountDownLatch(1);
        try (var watchdog = new Watchdog(Optional.of(SOON), SOON, cut::countDown)) {
            assertEquals("over", watchdog.run(() -> {
                while (cut.getCount() > 0) {
                    Thread.onSpinWait();
                }
                return "over";
            }));
            assertTrue(watchdog.ranOut());
        }
        assertFalse(Thread.interrupted());
    }

    /** As on a computer that is so busy that the time is over before the work begins: of these, for most. */
    @Test
    void soIsOneThatBeginsTooLate() {
        var cuts = new ArrayList<CountDownLatch>();
        var watchdogs = new ArrayList<Watchdog>();
        for (int i = 0; i < 100; i++) {
            var cut = new CountDownLatch(1);
            cuts.add(cut);
            watchdogs.add(new Watchdog(Optional.of(SOON), SOON, cut::countDown));
        }
        for (int i = 0; i < cuts.size(); i++) {
            try (Watchdog watchdog = watchdogs.get(i)) {
                CountDownLatch cut = cuts.get(i);
                assertEquals("over", watchdog.limited(() -> {
                    while (cut.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return "over";
                }));
                assertTrue(watchdog.ranOut());
            }
        }
        assertFalse(Thread.interrupted());
    }

    @Test
    void aBootThatHearsIsNot() {
        var cut = new AtomicInteger();
        try (var watchdog = new Watchdog(Optional.of(SOON), Duration.ofDays(1), cut::incrementAndGet)) {
            watchdog.run(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
                return "over";
            });
            assertTrue(watchdog.ranOut());
        }
        assertEquals(0, cut.get());
    }

    @Test
    void aBootInTimeIsLeftAlone() {
        try (var watchdog = new Watchdog(Optional.of(Duration.ofDays(1)), () -> {
            throw new AssertionError();
        })) {
            assertEquals(7, watchdog.run(() -> 7));
            assertFalse(watchdog.ranOut());
        }
    }
}
