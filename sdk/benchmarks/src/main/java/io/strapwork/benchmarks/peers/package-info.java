/** Whole boots of the same kernel from the same server by Strapwork and by other firmware, side by side; started by {@code sdk/benchmarks/peers}. */
@NullMarked
package io.strapwork.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
