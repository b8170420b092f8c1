/** Stand-ins for what a plugin talks to, stricter than the real ones. */
@NullMarked
package io.strapwork.testkit.fake;

import org.jspecify.annotations.NullMarked;
