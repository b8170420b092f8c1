package io.strapwork.api.time;

import java.util.concurrent.locks.LockSupport;
import org.apiguardian.api.API;

/** Threads that take part in a boot's time. In virtual time one of them runs, until it waits by the boot's clock, has nothing to do, or ends. Any thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface BootThreads {
    /** A thread that is not started yet, and doesn't keep the process alive. */
    Thread create(String name, Runnable body);

    /** Starts what {@link #create} made. In virtual time its body begins once the caller waits. */
    void start(Thread thread);

    /**
     * The calling loop has nothing to do for so long, {@link Long#MAX_VALUE} for ever. Returns early when it is {@linkplain #wake woken}, perhaps also for no reason. Virtual time
     * may jump to the next deadline instead of waiting.
     */
    void idle(long nanos);

    /** Ends a loop's {@link #idle}, the current one or else its next one; where the loop is parked otherwise, as by {@link LockSupport#unpark}. */
    void wake(Thread loop);
}
