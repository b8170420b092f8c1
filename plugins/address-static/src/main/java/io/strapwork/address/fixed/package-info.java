/** Addresses written in the profile. */
@NullMarked
package io.strapwork.address.fixed;

import org.jspecify.annotations.NullMarked;
