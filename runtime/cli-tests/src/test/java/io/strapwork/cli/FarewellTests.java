package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FarewellTests {
    private final List<Thread> hooks = new ArrayList<>();

    @Test
    void theProcessStaysUntilItIsClosed() throws InterruptedException {
        var stopped = new CountDownLatch(1);
        Thread hook;
        try (Farewell _ = Farewell.of(stopped::countDown, hooks::add, hooks::remove)) {
            hook = hooks.getFirst();
            hook.start();
            stopped.await();
            assertTrue(hook.isAlive(), "what was stopped is still at its summary");
        }
        hook.join();
        assertEquals(List.of(), hooks);
    }

    @Test
    void aProcessThatIsEndingAlreadyIsNoFailure() {
        var stops = new ArrayList<String>();
        try (Farewell _ = Farewell.of(() -> stops.add("stop"), thread -> {
            throw new IllegalStateException("Shutdown in progress");
        }, thread -> {
            throw new IllegalStateException("Shutdown in progress");
        })) {
            assertFalse(stops.isEmpty());
        }
    }
}
