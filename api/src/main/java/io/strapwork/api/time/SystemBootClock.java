package io.strapwork.api.time;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.time.Instant;

enum SystemBootClock implements BootClock {
    INSTANCE;

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Ticker ticker() {
        return Ticker.systemTicker();
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }
}
