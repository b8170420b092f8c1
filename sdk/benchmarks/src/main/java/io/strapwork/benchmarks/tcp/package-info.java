/** Our TCP against Linux's over the same link. */
@NullMarked
package io.strapwork.benchmarks.tcp;

import org.jspecify.annotations.NullMarked;
