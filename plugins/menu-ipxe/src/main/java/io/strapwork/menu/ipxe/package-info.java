/** Boot configurations of iPXE. */
@NullMarked
package io.strapwork.menu.ipxe;

import org.jspecify.annotations.NullMarked;
