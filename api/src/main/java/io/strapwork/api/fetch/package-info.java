/** The sixth room: URIs become bytes. Enters: a URI and transports. Leaves: fetched parts. */
@NullMarked
package io.strapwork.api.fetch;

import org.jspecify.annotations.NullMarked;
