package io.strapwork.network.inet.ip;

import java.util.concurrent.TimeUnit;

/** Lets through so many things a second, and a burst of them at once. */
final class TokenBucket {
    private final long nanosPerToken;
    private final long capacityNanos;
    private long fullAt;

    TokenBucket(int perSecond, int burst, long nowNanos) {
        nanosPerToken = TimeUnit.SECONDS.toNanos(1) / perSecond;
        capacityNanos = nanosPerToken * burst;
        fullAt = nowNanos;
    }

    boolean take(long nowNanos) {
        if (fullAt - nowNanos < 0) {
            fullAt = nowNanos;
        }
        if (fullAt - nowNanos > capacityNanos - nanosPerToken) {
            return false;
        }
        fullAt += nanosPerToken;
        return true;
    }
}
