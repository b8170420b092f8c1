package io.strapwork.network.gateway;

import java.time.Duration;

/**
 * What goes wrong on the wire, in each direction.
 *
 * @param loss      share of frames that vanish, 0 to 1
 * @param reorder   share of frames that are overtaken by one to three later frames, 0 to 1
 * @param duplicate share of frames that arrive twice, 0 to 1
 * @param corrupt   share of IP packets that arrive with one bit turned, as a link's own check sum lets through now and then, 0 to 1
 * @param delay     of every frame
 * @param jitter    the delay varies by as much, up and down, without changing the order
 * @param seed      the same seed and the same frames give the same faults
 */
public record Faults(double loss, double reorder, double duplicate, double corrupt, Duration delay, Duration jitter, long seed) {
    public static final Faults NONE = new Faults(0, 0, 0, 0, Duration.ZERO, Duration.ZERO, 0);

    /** Without corruption. */
    public Faults(double loss, double reorder, double duplicate, Duration delay, Duration jitter, long seed) {
        this(loss, reorder, duplicate, 0, delay, jitter, seed);
    }

    public boolean isNone() {
        return loss == 0 && reorder == 0 && duplicate == 0 && corrupt == 0 && delay.isZero() && jitter.isZero();
    }
}
