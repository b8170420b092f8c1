package io.strapwork.runtime.report;

import io.strapwork.api.time.BootClock;
import java.time.Duration;
import java.time.Instant;

/** Goes on when it is told to. */
final class FrozenClock implements BootClock {
    private long nanos;

    void pass() {
        nanos += 1_000_000;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public io.netty.util.concurrent.Ticker ticker() {
        throw new UnsupportedOperationException("nobody waits by it");
    }

    @Override
    public void sleep(Duration time) {
        nanos += time.toNanos();
    }
}
