package io.strapwork.network.inet.tcp;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.strapwork.api.time.BootClock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One timer whose deadline moves often: moving it later costs nothing, since the task then finds that it came too early. */
final class Alarm {
    private final IoEventLoop loop;
    private final BootClock clock;
    private final Runnable ring;
    private long deadline = TcpSender.NEVER;
    private long scheduledFor = TcpSender.NEVER;
    private @Nullable Future<?> task;

    Alarm(IoEventLoop loop, BootClock clock, Runnable ring) {
        this.loop = loop;
        this.clock = clock;
        this.ring = ring;
    }

    /** @param at nanoseconds of the clock, or {@link TcpSender#NEVER} */
    void set(long at, long now) {
        deadline = at;
        if (at != TcpSender.NEVER && (task == null || at - scheduledFor < 0)) {
            schedule(now);
        }
    }

    private void schedule(long now) {
        if (task != null) {
            task.cancel(false);
        }
        scheduledFor = deadline;
        task = loop.schedule(this::run, Math.max(0, deadline - now), TimeUnit.NANOSECONDS);
    }

    private void run() {
        task = null;
        long now = clock.nanoTime();
        if (deadline == TcpSender.NEVER) {
            return;
        }
        if (deadline - now > 0) {
            schedule(now);
            return;
        }
        deadline = TcpSender.NEVER;
        ring.run();
    }

    void cancel() {
        deadline = TcpSender.NEVER;
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }
}
