/** Boot configurations of GRUB. */
@NullMarked
package io.strapwork.menu.grub;

import org.jspecify.annotations.NullMarked;
