package io.strapwork.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.testkit.boots.Failures;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The limit of boot tests is of the computer's time: two of these tests take a second of it, for no other clock ends what hangs. */
@BootTest(TimeLimitTests.HANGS)
class TimeLimitTests {
    static final String HANGS = """
            name = "hangs"
            [machine]
            architecture = "s390x"
            memory = "64MiB"
            [fetch]
            kernel = "tftp://10.0.2.2/vmlinux"
            [trust]
            use = "none"
            """;
    private static final String TOLD = "the test took longer than 1 s of the computer's time and was interrupted; @BootTest(limitSeconds = …) is the limit. "
            + "Its threads:\n  ";
    private final CompletableFuture<Void> up = new CompletableFuture<>();
    private volatile boolean hanging;

    @Swap
    final BootProtocol protocol = (from, into) -> {
        up.completeAsync(this::onceItHangs);
        hang(() -> hanging = true);
    };

    /** So that the stack that is told has it. */
    private @Nullable Void onceItHangs() {
        while (!hanging) {
            Thread.onSpinWait();
        }
        return null;
    }

    private static void hang() {
        hang(() -> {});
    }

    /** Until somebody interrupts. */
    private static void hang(Runnable begun) {
        begun.run();
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aBootThatHangsIsInterruptedAndSaysWhere(BootSession boot) {
        var late = assertThrows(AssertionError.class, () -> TimeLimit.within(up, 1, () -> Optional.of(boot), boot::run));
        String told = late.getMessage();
        assertEquals(TOLD, told.substring(0, Math.min(TOLD.length(), told.length())), told);
        assertTrue(told.contains("\n    at io.strapwork.testkit.BootSession.run("), told);
        assertTrue(told.contains("\n  boot-test, RUNNABLE\n    at "), told);
        assertTrue(told.contains("\n    at io.strapwork.testkit.TimeLimitTests.hang("), told);
        assertTrue(told.contains("\n  hangs-gateway, "), told);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void whatIsDoneInTimeIsLeftAlone() throws Throwable {
        assertEquals("done", TimeLimit.within(up, 1, Optional::empty, () -> "done"));
        assertTrue(up.isCancelled());
        assertEquals("not mine",
                assertThrows(IllegalStateException.class, () -> TimeLimit.within(new CompletableFuture<>(), 1, Optional::empty, () -> {
                    throw new IllegalStateException("not mine");
                })).getMessage());
    }

    @BootTest(value = HANGS, limitSeconds = 1)
    static class InTheTest {
        @Test
        void hangs() {
            hang();
        }
    }

    static class BeforeTheTest {
        @BeforeEach
        void hangs() {
            hang();
        }

        @Test
        @BootTest(value = HANGS, limitSeconds = 1)
        void isNotReached() {}
    }

    @Test
    void aTestThatHangsBesideItsBootIsInterrupted() {
        for (Class<?> test : new Class<?>[]{InTheTest.class, BeforeTheTest.class}) {
            String told = Failures.of(test);
            assertEquals(TOLD, told.substring(0, Math.min(TOLD.length(), told.length())), told);
            assertTrue(told.contains("\n    at io.strapwork.testkit.TimeLimitTests.hang("), told);
        }
    }

    @BootTest(value = HANGS, limitSeconds = 0)
    static class NoLimit {
        @Test
        void boots(BootSession boot) {
            boot.run();
        }
    }

    @Test
    void aLimitIsASecondOrMore() {
        assertEquals("@BootTest(limitSeconds = 0) is not a limit: write 1 or more", Failures.of(NoLimit.class));
    }
}
