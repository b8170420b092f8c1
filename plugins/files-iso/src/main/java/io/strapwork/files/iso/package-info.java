/** ISO 9660, of CDs, DVDs and images of them. */
@NullMarked
package io.strapwork.files.iso;

import org.jspecify.annotations.NullMarked;
