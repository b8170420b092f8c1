package io.strapwork.cli;

import io.strapwork.api.time.BootClock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Watches over what a command does on the thread that made it: interrupts it when its time is over or the process is asked to end, and then waits for it a moment, so that nothing is left behind.
 * A process lives in real time.
 */
final class Watchdog implements AutoCloseable {
    /** With what it takes to notice, within a second. */
    private static final Duration FAREWELL = Duration.ofMillis(900);

    private final Thread worker = Thread.currentThread();
    private final Object state = new Object();
    private final Thread hook = new Thread(this::interruptAndWait, "strapwork-shutdown");
    private final Optional<Thread> timer;
    private final Duration farewell;
    private final Runnable stuck;
    private boolean works;
    private long begun;
    private boolean timeOver;
    private boolean ranOut;

    /** @param stuck called on another thread when the time was over and the work does not end by its interrupt either */
    Watchdog(Optional<Duration> limit, Runnable stuck) {
        this(limit, FAREWELL, stuck);
    }

    Watchdog(Optional<Duration> limit, Duration farewell, Runnable stuck) {
        this.farewell = farewell;
        this.stuck = stuck;
        timer = limit.map(time -> Thread.ofPlatform().daemon().name("strapwork-limit").start(() -> watch(time)));
    }

    private void watch(Duration limit) {
        try {
            BootClock.system().sleep(limit);
            synchronized (state) {
                timeOver = true;
                interruptWork();
            }
            farewell();
        } catch (InterruptedException e) {
            return;
        }
        stuck.run();
    }

    /** Returns when a work has been interrupted for that long and goes on. One that begins when the time is over has as long as any. */
    private void farewell() throws InterruptedException {
        for (long gone = 0;;) {
            synchronized (state) {
                while (!works || begun == gone) {
                    state.wait();
                }
                gone = begun;
            }
            BootClock.system().sleep(farewell);
            synchronized (state) {
                if (works && begun == gone) {
                    return;
                }
            }
        }
    }

    private void interruptWork() {
        if (works && timeOver) {
            ranOut = true;
            worker.interrupt();
        }
    }

    private void interruptAndWait() {
        synchronized (state) {
            if (!works) {
                return;
            }
            worker.interrupt();
            long end = BootClock.system().nanoTime() + FAREWELL.toNanos();
            try {
                for (long left = FAREWELL.toMillis(); works && left > 0; left = (end - BootClock.system().nanoTime()) / 1_000_000) {
                    state.wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Work that has a time limit only: when the process is asked to end, it just ends. Where the time is over before it begins, it is interrupted at once. */
    <T> T limited(Supplier<T> work) {
        synchronized (state) {
            works = true;
            begun++;
            interruptWork();
            state.notifyAll();
        }
        try {
            return work.get();
        } finally {
            synchronized (state) {
                works = false;
                state.notifyAll();
            }
        }
    }

    /** As {@link #limited}, and when the process is asked to end, this is interrupted, too, and has a moment to clear up. */
    <T> T run(Supplier<T> work) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // too late to begin
            worker.interrupt();
        }
        try {
            return limited(work);
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the process is ending
            }
        }
    }

    /** Whether the limit ended the work. */
    boolean ranOut() {
        synchronized (state) {
            return ranOut;
        }
    }

    @Override
    public void close() {
        timer.ifPresent(Thread::interrupt);
        Thread.interrupted();
    }
}
