package io.strapwork.driver.virtio.fake;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.strapwork.api.time.BootClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Sleeping takes no time. */
public final class TestClock implements BootClock {
    private final MockTicker ticker = Ticker.newMockTicker();

    @Override
    public Instant now() {
        return Instant.EPOCH;
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public void sleep(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
