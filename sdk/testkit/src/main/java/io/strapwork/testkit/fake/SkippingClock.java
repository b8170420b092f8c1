package io.strapwork.testkit.fake;

import io.netty.util.concurrent.Ticker;
import io.strapwork.api.time.BootClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apiguardian.api.API;

/** The computer's clock with a fixed date, for tests against real sockets: pauses of walk code take no time but are written down. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SkippingClock implements BootClock {
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    /** What was slept, in order. */
    public List<Duration> pauses() {
        return List.copyOf(pauses);
    }

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
