/** Many boots: which there are, running them at once, and what came of them. */
@NullMarked
package io.strapwork.runtime.fleet;

import org.jspecify.annotations.NullMarked;
