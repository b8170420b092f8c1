/** The third room: IP. Enters: a link and the event loop. Leaves: a network that sends and receives packets. */
@NullMarked
package io.strapwork.api.stack;

import org.jspecify.annotations.NullMarked;
