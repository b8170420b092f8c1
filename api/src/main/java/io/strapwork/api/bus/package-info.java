/** The buses that machines carry their devices on. A machine implements a bus, a driver uses it. */
@NullMarked
package io.strapwork.api.bus;

import org.jspecify.annotations.NullMarked;
