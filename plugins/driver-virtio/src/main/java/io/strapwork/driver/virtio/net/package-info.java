/** The network device (virtio 1.3, 5.1) as a link of frames, over any transport. */
@NullMarked
package io.strapwork.driver.virtio.net;

import org.jspecify.annotations.NullMarked;
