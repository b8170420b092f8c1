/** Virtio over channel I/O (virtio 1.3, 4.3): finding the subchannel, channel programs, and the plugin {@code virtio-ccw}. */
@NullMarked
package io.strapwork.driver.virtio.ccw;

import org.jspecify.annotations.NullMarked;
