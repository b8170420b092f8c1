/** The boot protocol "nbd". Enters: a URI and a tcp transport. Leaves: bytes in a sink. */
@NullMarked
package org.example.nbd;

import org.jspecify.annotations.NullMarked;
