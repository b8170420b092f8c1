/** What lies on a disk: partitions, and what the readers of all file systems share. Everything on a disk may be a lie; what is read is bounded in total. */
@NullMarked
package io.strapwork.volumes;

import org.jspecify.annotations.NullMarked;
