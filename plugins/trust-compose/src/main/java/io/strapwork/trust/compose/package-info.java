/** Verifiers that work through others: {@code sums}, by lists of digests that another verifies, and {@code all} and {@code any} of several. */
@NullMarked
package io.strapwork.trust.compose;

import org.jspecify.annotations.NullMarked;
