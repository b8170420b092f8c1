/** How a virtio device is reached, as primitives, and the order of initialisation (virtio 1.3, 3.1), written once for all transports. */
@NullMarked
package io.strapwork.driver.virtio.transport;

import org.jspecify.annotations.NullMarked;
