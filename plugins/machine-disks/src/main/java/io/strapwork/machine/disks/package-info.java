/** The disks of machines: what a profile says of them, and what their images show of themselves. */
@NullMarked
package io.strapwork.machine.disks;

import org.jspecify.annotations.NullMarked;
