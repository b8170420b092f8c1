/** What all handoffs to kernels do alike: find free memory, place the initrd, check the command line, gather what is wrong. */
@NullMarked
package io.strapwork.handoff.placement;

import org.jspecify.annotations.NullMarked;
