package io.strapwork.runtime.assembly;

import io.strapwork.api.time.BootClock;
import java.util.random.RandomGenerator;

/**
 * What one boot gives all its plugins.
 *
 * @param clock  its only clock
 * @param random its only source of randomness; seeded in tests
 */
public record BootContext(BootClock clock, RandomGenerator random) {}
