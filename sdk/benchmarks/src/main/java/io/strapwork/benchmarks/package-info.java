/** Benchmarks, each beside the limit that it is measured against. See {@code docs/benchmarks.md}. */
@NullMarked
package io.strapwork.benchmarks;

import org.jspecify.annotations.NullMarked;
