/** Loaders of the images that Linux builds for itself: {@code linux-s390x} and {@code linux-x86}. */
@NullMarked
package io.strapwork.loader.linux;

import org.jspecify.annotations.NullMarked;
