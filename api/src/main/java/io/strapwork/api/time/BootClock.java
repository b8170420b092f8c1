package io.strapwork.api.time;

import io.netty.util.concurrent.Ticker;
import java.time.Instant;

/** The only clock of a boot. Tests give one that stands still until it is advanced. Any thread. */
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
    void sleep(java.time.Duration time) throws InterruptedException;

    /** The clock of the computer. */
    static BootClock system() {
        return SystemBootClock.INSTANCE;
    }
}
