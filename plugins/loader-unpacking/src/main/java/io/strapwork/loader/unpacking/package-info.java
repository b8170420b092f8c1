/** What loaders share: unpacks kernels by their compression format, within limits. What a boot does not need of the libraries is not loaded. */
@NullMarked
package io.strapwork.loader.unpacking;

import org.jspecify.annotations.NullMarked;
