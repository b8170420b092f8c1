package io.strapwork.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then, by the computer's clock, whether a virtual time is stuck: everybody waits, or the one with the baton waits for what nobody can do. Being slow is no crime,
 * nor is being kept waiting by a monitor, a class loader or a processor that others have; so it is patient, and tells only what it saw many times without a change.
 */
final class BatonWatch {
    private static final int STUCK_LOOKS = 10;
    /** Work that doesn't take part may be under way. */
    private static final int IDLE_LOOKS = 30;

    private final Baton baton;
    private final boolean jumps;
    private final long patience;
    private final long longest;
    private final long endsAt;
    private final Executor scheduler;
    /** Whether the last task that the scheduler was given has run. */
    private final AtomicBoolean scheduled = new AtomicBoolean(true);
    private long handed = -1;
    private long stuckAt;
    private List<StackTraceElement> stack = List.of();
    private int times;

    /**
     * @param patience  with one that has the baton and does not hand it on
     * @param longest   for all of it
     * @param scheduler begins a thread. Where others burn all processors, whoever waits can't go on when his wait is over, and nothing is said of him.
     */
    BatonWatch(Baton baton, boolean jumps, Duration patience, Duration longest, Executor scheduler) {
        this.baton = baton;
        this.jumps = jumps;
        this.scheduler = scheduler;
        this.patience = patience.toNanos();
        this.longest = longest.toNanos();
        this.endsAt = System.nanoTime() + this.longest;
        this.stuckAt = System.nanoTime() + this.patience;
    }

    /** What is wrong, or null. */
    @Nullable
    AssertionError look() {
        Baton.Look now = baton.look();
        Thread thread = now.thread();
        List<StackTraceElement> at = thread == null ? List.of() : List.of(thread.getStackTrace());
        boolean same = now.handed() == handed && at.equals(stack);
        long time = System.nanoTime();
        if (now.handed() != handed) {
            stuckAt = time + patience;
        }
        handed = now.handed();
        stack = at;
        if (time - stuckAt >= 0) {
            return failure("no progress for " + minutes(patience) + ": " + now.waiting());
        }
        if (time - endsAt >= 0) {
            return failure("still at it after " + minutes(longest) + ": " + now.waiting());
        }
        boolean suspect = thread == null ? jumps : !now.beside() && waits(thread.getState()) && asked(at);
        boolean turn = scheduled.getAndSet(false);
        if (turn) {
            scheduler.execute(() -> scheduled.set(true));
        }
        if (!same || !suspect) {
            times = 0;
        } else if (turn) {
            times++;
        }
        if (times < (thread == null ? IDLE_LOOKS : STUCK_LOOKS)) {
            return null;
        }
        if (thread == null) {
            return failure("every thread is waiting, and nothing will happen: " + now.waiting());
        }
        thread.interrupt();
        return failure(now.loop()
                ? "blocks the event loop: " + now.holder() + " waits, in " + call(at)
                : now.holder() + " waits, but not through the boot's clock, in " + call(at) + ": use BootClock.await");
    }

    private static String minutes(long nanos) {
        return Duration.ofNanos(nanos).toMinutes() + " minutes";
    }

    private static boolean waits(Thread.State state) {
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    /**
     * Whether it called something to wait. Without a call it waits for a class that another thread initializes; a lock is given back by whoever has it, however
     * busy the computer is; and who waits for his turn by the baton has it now.
     */
    private static boolean asked(List<StackTraceElement> stack) {
        boolean called = false;
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            if (!isLibrary(type)) {
                return called && !type.equals(Baton.class.getName());
            }
            if (type.startsWith("java.util.concurrent.locks.Reentrant") || type.startsWith("java.util.concurrent.locks.StampedLock")) {
                return false;
            }
            called = true;
        }
        return called;
    }

    private static boolean isLibrary(String type) {
        return type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("io.netty.");
    }

    /** The first call that isn't of the JDK or Netty is the author's; what it calls is what waits. */
    private static String call(List<StackTraceElement> stack) {
        String called = "";
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            if (!isLibrary(type)) {
                return called + "at " + frame;
            }
            called = type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName() + " ";
        }
        return called;
    }

    private AssertionError failure(String what) {
        var failure = new AssertionError(what);
        if (!stack.isEmpty()) {
            failure.setStackTrace(stack.toArray(StackTraceElement[]::new));
        }
        return failure;
    }
}
