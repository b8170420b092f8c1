package io.strapwork.testkit;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.strapwork.api.time.BootClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still while anybody works. When all event loops on this clock are idle and the {@linkplain #watch watched} thread waits, it jumps to the next
 * timer or the end of the next sleep, so that a timeout of a minute takes no time. A {@linkplain #still() still} one moves by {@link #advance} only.
 *
 * <p>One loop runs at a time, and none begins while the watched thread works, so that loops don't race. Watch virtual threads only: the state of one changes within
 * the very call that unparks it, that of a platform thread some time later. Sockets of the host have no virtual time: while the gateway has any open, a millisecond passes here for
 * each millisecond there at most. Any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class VirtualClock implements BootClock {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long LOOK_MILLIS = 1;

    /** A monitor on purpose: who is kept waiting by one is BLOCKED, not WAITING, and so doesn't count as idle. */
    private final Object lock = new Object();
    private final MockTicker ticker = Ticker.newMockTicker();
    private final boolean jumps;
    private final Map<Thread, Loop> loops = new HashMap<>();
    private final Set<Sleeper> sleepers = new HashSet<>();
    private final Set<Thread> watched = new HashSet<>();
    private int working;
    private @Nullable Thread turn;

    private VirtualClock(boolean jumps) {
        this.jumps = jumps;
    }

    /** One that jumps. */
    public static VirtualClock jumping() {
        return new VirtualClock(true);
    }

    /** One that moves by {@link #advance} only. */
    public static VirtualClock still() {
        return new VirtualClock(false);
    }

    private static final class Loop {
        private boolean idle;
        private boolean woken;
        private long until = Long.MAX_VALUE;
    }

    private static final class Sleeper {
        private final long until;

        private Sleeper(long until) {
            this.until = until;
        }
    }

    /** Time stands still while this thread doesn't wait, until it ends. */
    public void watch(Thread thread) {
        synchronized (lock) {
            watched.add(thread);
        }
    }

    /** Moves the time on; timers that come due run soon after. */
    public void advance(Duration time) {
        synchronized (lock) {
            ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
            lock.notifyAll();
        }
    }

    /** Time since the clock was made. */
    public Duration elapsed() {
        return Duration.ofNanos(ticker.nanoTime());
    }

    @Override
    public Instant now() {
        return START.plusNanos(ticker.nanoTime());
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        synchronized (lock) {
            var sleeper = new Sleeper(after(time.toNanos()));
            sleepers.add(sleeper);
            try {
                while (sleeper.until > ticker.nanoTime()) {
                    if (!jump()) {
                        lock.wait(LOOK_MILLIS);
                    }
                }
            } finally {
                sleepers.remove(sleeper);
            }
        }
    }

    @Override
    public void idle(long nanos) {
        Thread me = Thread.currentThread();
        synchronized (lock) {
            Loop loop = loop(me);
            turn = turn == me ? null : turn;
            loop.until = nanos == Long.MAX_VALUE ? nanos : after(nanos);
            loop.idle = true;
            lock.notifyAll();
            try {
                while (!mayRun(me, loop)) {
                    if (!jump()) {
                        lock.wait(LOOK_MILLIS);
                    }
                }
            } catch (InterruptedException e) {
                me.interrupt();
            }
            loop.idle = false;
            loop.woken = false;
            turn = me;
        }
    }

    @Override
    public void wake(Thread thread) {
        synchronized (lock) {
            loop(thread).woken = true;
            lock.notifyAll();
        }
    }

    @Override
    public void beside(String name, Runnable work) {
        synchronized (lock) {
            working++;
        }
        Thread.ofVirtual().name(name).start(() -> {
            try {
                work.run();
            } finally {
                synchronized (lock) {
                    working--;
                    lock.notifyAll();
                }
            }
        });
    }

    private Loop loop(Thread thread) {
        return loops.computeIfAbsent(thread, added -> new Loop());
    }

    private long after(long nanos) {
        long end = ticker.nanoTime() + Math.max(0, nanos);
        return end < 0 ? Long.MAX_VALUE : end;
    }

    private boolean mayRun(Thread me, Loop loop) {
        boolean due = loop.woken || loop.until <= ticker.nanoTime();
        boolean free = turn == null || turn == me || !turn.isAlive();
        return due && free && waits();
    }

    /** Whether all watched threads wait. */
    private boolean waits() {
        for (Thread thread : watched) {
            Thread.State state = thread.getState();
            if (thread != Thread.currentThread() && state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING
                    && state != Thread.State.TERMINATED) {
                return false;
            }
        }
        return true;
    }

    /**
     * As {@link #waits}, once more. A virtual thread that is unparked on its way into the wait is WAITING for some instructions yet; reading its stack suspends it for
     * a moment, and settles that.
     */
    private boolean stillWaits() {
        watched.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        for (Thread thread : watched) {
            if (thread != Thread.currentThread() && thread.getStackTrace().length == 0) {
                return false;
            }
        }
        return waits();
    }

    /** To the next deadline, if nobody has anything to do before. */
    private boolean jump() {
        if (!jumps || working > 0 || !waits() || !stillWaits()) {
            return false;
        }
        loops.keySet().removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        long now = ticker.nanoTime();
        long next = Long.MAX_VALUE;
        for (Loop loop : loops.values()) {
            if (!loop.idle || loop.woken || loop.until <= now) {
                return false;
            }
            next = Math.min(next, loop.until);
        }
        for (Sleeper sleeper : sleepers) {
            if (sleeper.until <= now) {
                return false;
            }
            next = Math.min(next, sleeper.until);
        }
        if (next == Long.MAX_VALUE) {
            return false;
        }
        ticker.advance(next - now, TimeUnit.NANOSECONDS);
        lock.notifyAll();
        return true;
    }

    @Override
    public String toString() {
        return "virtual time " + elapsed();
    }
}
