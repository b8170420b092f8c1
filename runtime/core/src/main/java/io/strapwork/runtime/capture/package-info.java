/** Capture files of what crosses a machine's network. */
@NullMarked
package io.strapwork.runtime.capture;

import org.jspecify.annotations.NullMarked;
