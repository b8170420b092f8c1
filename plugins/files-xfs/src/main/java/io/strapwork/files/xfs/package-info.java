/** XFS volumes, read only. */
@NullMarked
package io.strapwork.files.xfs;

import org.jspecify.annotations.NullMarked;
