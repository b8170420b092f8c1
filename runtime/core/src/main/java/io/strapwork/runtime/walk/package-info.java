/** The boot itself: power, fetch, trust, load, handoff, place, enter. Enters: an assembled boot. Leaves: an outcome. */
@NullMarked
package io.strapwork.runtime.walk;

import org.jspecify.annotations.NullMarked;
