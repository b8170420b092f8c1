/** The seventh room: may these bytes be booted? Enters: fetched parts. Leaves: verdicts. */
@NullMarked
package io.strapwork.api.trust;

import org.jspecify.annotations.NullMarked;
