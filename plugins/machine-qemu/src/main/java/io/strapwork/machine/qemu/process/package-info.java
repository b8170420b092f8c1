/** A QEMU process and the ways to it: its folder, memory, monitor, console and network cable. Knows no architecture. */
@NullMarked
package io.strapwork.machine.qemu.process;

import org.jspecify.annotations.NullMarked;
