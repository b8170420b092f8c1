/** The s390x machine: a mailbox whose shim executes single instructions, and the channel subsystem made of it. */
@NullMarked
package io.strapwork.machine.qemu.s390x;

import org.jspecify.annotations.NullMarked;
