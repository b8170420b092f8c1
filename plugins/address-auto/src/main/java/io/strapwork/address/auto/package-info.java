/** Addresses of both families at once, from the sources that know one each. */
@NullMarked
package io.strapwork.address.auto;

import org.jspecify.annotations.NullMarked;
