package io.strapwork.cli;

import io.strapwork.api.time.BootClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Watches over a boot on the thread that made it: interrupts it when its time is over or the process is asked to end, and then waits for it, so that nothing is left behind. A process lives
 * in real time.
 */
final class Watchdog implements AutoCloseable {
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Thread boot = Thread.currentThread();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean ranOut = new AtomicBoolean();
    private final Thread hook = new Thread(this::interruptAndWait, "strapwork-shutdown");
    private final Optional<Thread> timer;

    private final Duration farewell;
    private final Runnable stuck;

    /** @param stuck called on another thread when the time was over and the boot does not end by its interrupt either */
    Watchdog(Optional<Duration> limit, Runnable stuck) {
        this(limit, FAREWELL, stuck);
    }

    Watchdog(Optional<Duration> limit, Duration farewell, Runnable stuck) {
        this.farewell = farewell;
        this.stuck = stuck;
        Runtime.getRuntime().addShutdownHook(hook);
        timer = limit.map(time -> Thread.ofVirtual().start(() -> watch(time)));
    }

    private void watch(Duration limit) {
        try {
            BootClock.system().sleep(limit);
        } catch (InterruptedException e) {
            return;
        }
        synchronized (over) {
            if (over.get()) {
                return;
            }
            ranOut.set(true);
            boot.interrupt();
        }
        try {
            BootClock.system().sleep(farewell);
        } catch (InterruptedException e) {
            return;
        }
        if (!over.get()) {
            stuck.run();
        }
    }

    private void interruptAndWait() {
        synchronized (over) {
            if (over.get()) {
                return;
            }
            boot.interrupt();
            try {
                over.wait(FAREWELL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    <T> T run(Supplier<T> work) {
        try {
            return work.get();
        } finally {
            synchronized (over) {
                over.set(true);
                over.notifyAll();
            }
        }
    }

    /** Whether the limit ended the boot. */
    boolean ranOut() {
        return ranOut.get();
    }

    @Override
    public void close() {
        timer.ifPresent(Thread::interrupt);
        Thread.interrupted();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return;
        }
    }
}
