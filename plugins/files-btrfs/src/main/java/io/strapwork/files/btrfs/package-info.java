/** btrfs volumes, read only. */
@NullMarked
package io.strapwork.files.btrfs;

import org.jspecify.annotations.NullMarked;
