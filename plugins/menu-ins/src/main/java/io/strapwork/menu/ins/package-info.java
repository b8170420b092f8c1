/** Boot configurations of INS. */
@NullMarked
package io.strapwork.menu.ins;

import org.jspecify.annotations.NullMarked;
