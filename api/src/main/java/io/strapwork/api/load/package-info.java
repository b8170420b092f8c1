/** The eighth room: image formats. Enters: a verified image and a memory layout. Leaves: a plan. */
@NullMarked
package io.strapwork.api.load;

import org.jspecify.annotations.NullMarked;
