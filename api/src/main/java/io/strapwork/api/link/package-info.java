/** The second room: frames. Enters: a bus. Leaves: a link. */
@NullMarked
package io.strapwork.api.link;

import org.jspecify.annotations.NullMarked;
