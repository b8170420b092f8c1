package io.strapwork.api.time;

import io.netty.channel.IoHandle;
import org.apiguardian.api.API;

/**
 * A source of work that a {@link BootLoop} looks at in turn, such as the receive ring of a link. All methods run on the loop's thread.
 * A handle that throws is closed and not polled any more; what it threw is the thread's uncaught exception, and the loop goes on.
 * Register it with {@link io.netty.channel.IoEventLoop#register(IoHandle)}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface PolledHandle extends IoHandle {
    /** Does at most {@code budget} pieces of work and returns how many; never blocks. */
    int poll(int budget);

    /**
     * The loop found no work and is about to sleep: from now on {@link BootLoop#wakeup()} must be called when there is some (a driver
     * re-enables its interrupts here). Returns false when work came in meanwhile, so that the loop polls again.
     */
    boolean arm();

    /** The loop woke up: no more wake-ups are needed until the next {@link #arm}. */
    void disarm();

    /** How long the loop may sleep at most, in nanoseconds; {@link Long#MAX_VALUE} where interrupts can be relied on. */
    long maxSleepNanos();
}
