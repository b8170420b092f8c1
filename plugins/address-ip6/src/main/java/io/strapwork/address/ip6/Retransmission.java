package io.strapwork.address.ip6;

import java.util.random.RandomGenerator;

/**
 * How long to wait for an answer (RFC 8415 15, which RFC 7559 follows), in nanoseconds: doubled each time, more or less a tenth at random.
 *
 * @param initial IRT
 * @param most    MRT
 */
record Retransmission(long initial, long most) {
    private static final double SPREAD = 0.1;

    long first(RandomGenerator random) {
        return spread(initial, random);
    }

    long next(long previous, RandomGenerator random) {
        return previous > most / 2 ? spread(most, random) : previous + spread(previous, random);
    }

    private static long spread(long time, RandomGenerator random) {
        return time + (long) (time * (random.nextDouble() * 2 - 1) * SPREAD);
    }
}
