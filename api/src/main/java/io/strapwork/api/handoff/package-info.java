/** The ninth room: what the image expects at its entry. Enters: a plan. Leaves: segments, registers and a contract. */
@NullMarked
package io.strapwork.api.handoff;

import org.jspecify.annotations.NullMarked;
