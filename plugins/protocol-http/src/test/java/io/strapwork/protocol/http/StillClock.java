package io.strapwork.protocol.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.netty.util.concurrent.Ticker;
import io.strapwork.api.time.BootClock;

/** Pauses take no time but are written down; otherwise the computer's clock with a fixed date. */
final class StillClock implements BootClock {
    final List<Duration> pauses = new ArrayList<>();

    @Override
    public Instant now() {
        return Instant.parse("2026-01-01T00:00:00Z");
    }

    @Override
    public Ticker ticker() {
        return Ticker.systemTicker();
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        pauses.add(time);
    }
}
