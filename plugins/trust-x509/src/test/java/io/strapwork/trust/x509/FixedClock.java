package io.strapwork.trust.x509;

import io.netty.util.concurrent.Ticker;
import io.strapwork.api.time.BootClock;
import java.time.Duration;
import java.time.Instant;

/** It is always that time. */
record FixedClock(Instant now) implements BootClock {
    @Override
    public Ticker ticker() {
        return Ticker.systemTicker();
    }

    @Override
    public void sleep(Duration time) {
        throw new UnsupportedOperationException();
    }
}
