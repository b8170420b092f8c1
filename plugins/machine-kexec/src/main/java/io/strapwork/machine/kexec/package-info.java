/**
 * The Linux that Strapwork runs on as its machine: what is placed is staged in memory, and the last jump is Linux' kexec_load and reboot.
 */
@NullMarked
package io.strapwork.machine.kexec;

import org.jspecify.annotations.NullMarked;
