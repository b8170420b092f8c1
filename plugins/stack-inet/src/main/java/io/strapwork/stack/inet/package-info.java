/** The stack plugin {@code inet}: IPv4 in this program, over any link. */
@NullMarked
package io.strapwork.stack.inet;

import org.jspecify.annotations.NullMarked;
