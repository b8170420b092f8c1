/**
 * The {@code compressed} loader: unpacks a kernel, and leaves the rest to the loader that reads what comes out. What a boot does not need of the libraries is not
 * loaded.
 */
@NullMarked
package io.strapwork.loader.compressed;

import org.jspecify.annotations.NullMarked;
