/** The transport plugin {@code tcp}: connections over the boot's own IP stack. */
@NullMarked
package io.strapwork.transport.tcp;

import org.jspecify.annotations.NullMarked;
