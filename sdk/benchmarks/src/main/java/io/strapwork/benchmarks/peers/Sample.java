package io.strapwork.benchmarks.peers;

import java.util.Optional;

/**
 * One boot.
 *
 * @param seconds    from the start of the process to the kernel's first line; empty when it did not come
 * @param cpuSeconds of the process and its children until then
 */
record Sample(Optional<Double> seconds, double cpuSeconds, Transfers.Rate rate) {}
