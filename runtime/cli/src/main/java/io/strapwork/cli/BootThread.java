package io.strapwork.cli;

import io.strapwork.api.time.BootClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The thread that a boot runs on: interrupted when its time is over or the process is asked to end, and waited for, so that nothing is left behind. A process lives in real time.
 */
final class BootThread implements AutoCloseable {
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Thread boot = Thread.currentThread();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean ranOut = new AtomicBoolean();
    private final Thread hook = new Thread(this::interruptAndWait, "strapwork-shutdown");
    private final Optional<Thread> watchdog;

    BootThread(Optional<Duration> limit) {
        Runtime.getRuntime().addShutdownHook(hook);
        watchdog = limit.map(time -> Thread.ofVirtual().start(() -> watch(time)));
    }

    private void watch(Duration limit) {
        try {
            BootClock.system().sleep(limit);
        } catch (InterruptedException e) {
            return;
        }
        synchronized (over) {
            if (!over.get()) {
                ranOut.set(true);
                boot.interrupt();
            }
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

    <T> T run(Callable<T> work) {
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
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
        watchdog.ifPresent(Thread::interrupt);
        Thread.interrupted();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return;
        }
    }
}
