/** RAM that machines of any kind map, and the part of it that drivers share with devices. */
@NullMarked
package io.strapwork.machine.memory;

import org.jspecify.annotations.NullMarked;
