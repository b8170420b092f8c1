/** ext2, ext3 and ext4, the file systems that most Linux systems boot from. */
@NullMarked
package io.strapwork.files.ext;

import org.jspecify.annotations.NullMarked;
