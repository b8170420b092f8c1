/** Boot configurations of Boot Loader Specification. */
@NullMarked
package io.strapwork.menu.bls;

import org.jspecify.annotations.NullMarked;
