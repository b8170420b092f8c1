/** The fourth room: who we are. Enters: a network. Leaves: a lease, and a configured network. */
@NullMarked
package io.strapwork.api.address;

import org.jspecify.annotations.NullMarked;
