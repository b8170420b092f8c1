package io.strapwork.address.dhcp;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.strapwork.api.time.BootClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A clock that jumps to the loop's next timer whenever the loop is idle. */
final class JumpingClock implements BootClock {
    private final MockTicker ticker = Ticker.newMockTicker();

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(ticker.nanoTime());
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public void sleep(Duration time) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void idle(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            LockSupport.park(this);
        } else {
            ticker.advance(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
