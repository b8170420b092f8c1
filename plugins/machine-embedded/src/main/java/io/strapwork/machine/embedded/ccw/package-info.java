/** A channel subsystem that executes channel programs, and the virtio-ccw device on it. */
@NullMarked
package io.strapwork.machine.embedded.ccw;

import org.jspecify.annotations.NullMarked;
