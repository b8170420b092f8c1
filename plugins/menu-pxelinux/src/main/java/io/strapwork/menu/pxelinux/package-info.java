/** Boot configurations of PXELINUX. */
@NullMarked
package io.strapwork.menu.pxelinux;

import org.jspecify.annotations.NullMarked;
