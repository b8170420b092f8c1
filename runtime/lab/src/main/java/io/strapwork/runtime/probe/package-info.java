/** What a network would boot, and what is wrong with it. */
@NullMarked
package io.strapwork.runtime.probe;

import org.jspecify.annotations.NullMarked;
