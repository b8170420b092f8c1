/** The block device (virtio 1.3, 5.2) as a disk that is read, over any transport. */
@NullMarked
package io.strapwork.driver.virtio.blk;

import org.jspecify.annotations.NullMarked;
