/** Time of a boot and the thread that its network lives on. */
@NullMarked
package io.strapwork.api.time;

import org.jspecify.annotations.NullMarked;
