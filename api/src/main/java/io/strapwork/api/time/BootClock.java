package io.strapwork.api.time;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.apiguardian.api.API;

/** The only clock of a boot. Tests give one that stands still until it is advanced. Any thread. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface BootClock {
    /** Monotonic nanoseconds from an arbitrary start, never wall time. */
    default long nanoTime() {
        return ticker().nanoTime();
    }

    /** The date, for certificates and logs. */
    Instant now();

    /** What event loops of this boot count their timers by. */
    Ticker ticker();

    /** Waits on the calling thread. Retry delays of walk code go here. */
    void sleep(Duration time) throws InterruptedException;

    /**
     * The calling loop has nothing to do for so long, {@link Long#MAX_VALUE} for ever. Returns early, also for no reason, when its thread is
     * {@linkplain LockSupport#unpark unparked}. A test's clock may jump to the next deadline instead of waiting.
     */
    default void idle(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, nanos);
        }
    }

    /** Ends a loop's {@link #idle}, the current one or else its next one. Any thread. */
    default void wake(Thread loop) {
        LockSupport.unpark(loop);
    }

    /**
     * Does short work of the computer's own beside the loops, such as making a key or resolving a name on the host. A test's clock stands still meanwhile.
     *
     * @param name of its virtual thread
     */
    default void beside(String name, Runnable work) {
        Thread.ofVirtual().name(name).start(work);
    }

    /** The clock of the computer. */
    static BootClock system() {
        return SystemBootClock.INSTANCE;
    }
}
