/**
 * Split virtqueues (virtio 1.3, 2.7), the driver's side. Enters: shared guest memory. Leaves: buffers offered to and used by a device that is not
 * trusted: whatever it writes is checked here, once.
 */
@NullMarked
package io.strapwork.driver.virtio.queue;

import org.jspecify.annotations.NullMarked;
