package io.strapwork.testkit.fake;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * How long a thread of an event loop over sockets of the computer has waited for something else than its sockets: for a pause, a lock, a future. To select is no waiting in this
 * sense, and neither is a processor that others use, so an honest loop waits for next to nothing on the busiest computer. Not for loops that park when they are idle. Any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class LoopWaits {
    /** Longer than locks take that everybody uses, such as that of a log. */
    public static final Duration MOST = Duration.ofMillis(200);

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final long thread;
    private final long before;

    private LoopWaits(long thread) {
        threads.setThreadContentionMonitoringEnabled(true);
        this.thread = thread;
        this.before = millis();
    }

    /** From now on. */
    public static LoopWaits of(Thread loop) {
        return of(loop.threadId());
    }

    static LoopWaits of(long thread) {
        return new LoopWaits(thread);
    }

    private long millis() {
        var info = threads.getThreadInfo(thread);
        if (info == null) {
            throw new IllegalStateException("the loop's thread has ended: ask before");
        }
        return Math.max(0, info.getWaitedTime());
    }

    /** So far. */
    public Duration waited() {
        return Duration.ofMillis(Math.max(0, millis() - before));
    }

    /** @throws AssertionError when it has waited for longer than {@link #MOST} @param what happened meanwhile */
    public void check(String what) {
        Duration waited = waited();
        if (waited.compareTo(MOST) > 0) {
            throw new AssertionError("blocks the event loop: it waited for " + waited.toMillis() + " ms " + what);
        }
    }
}
