package io.strapwork.api.time;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apiguardian.api.API;

/**
 * The only clock of a boot, and the only way to wait in it. A plugin that waits for its event loop calls {@code clock.await(future)}, never the future's own
 * {@code get}, {@code join} or {@code sync}: in a test's virtual time one thread of a boot runs at a time, and waiting hands the turn on. Any thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface BootClock {
    /** Some 292 years: as long as it takes. */
    Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

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
     * Waits until the future is done, whatever it came to, for at most so long. Not on an event loop.
     *
     * @return whether it is done
     */
    default boolean await(Future<?> future, Duration limit) throws InterruptedException {
        return SystemBootClock.INSTANCE.await(future, limit);
    }

    /** Waits until the future is done and returns what it came to. Not on an event loop. */
    default <T> T await(Future<T> future) throws InterruptedException, ExecutionException {
        await(future, FOREVER);
        return future.get();
    }

    /** As {@link #await(Future, Duration)}; an interrupt doesn't end the wait, and the thread stays interrupted. */
    default boolean awaitUninterruptibly(Future<?> future, Duration limit) {
        long begin = nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return await(future, limit.minusNanos(nanoTime() - begin));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The threads of this boot, for those who run one: loops, the runtime, a machine. Plugins need {@link #await} and {@link #beside} only. */
    default BootThreads threads() {
        return SystemBootClock.INSTANCE;
    }

    /**
     * Does short work of the computer's own beside the loops, such as making a key or resolving a name on the host. A test's clock stands still meanwhile.
     *
     * @param name of its thread
     */
    default void beside(String name, Runnable work) {
        Thread.ofVirtual().name(name).start(work);
    }

    /** The clock of the computer. */
    static BootClock system() {
        return SystemBootClock.INSTANCE;
    }
}
