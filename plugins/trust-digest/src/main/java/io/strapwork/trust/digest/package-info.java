/** The verifiers {@code digest}, by digests that the profile states, and {@code none}. */
@NullMarked
package io.strapwork.trust.digest;

import org.jspecify.annotations.NullMarked;
