/**
 * Handoffs to Linux: {@link io.strapwork.handoff.linux.LinuxS390xHandoff} by the parameter area of its image,
 * {@link io.strapwork.handoff.linux.LinuxPpc64Handoff} by a flattened device tree, as kexec does it. Each states its entry contract as a table.
 */
@NullMarked
package io.strapwork.handoff.linux;

import org.jspecify.annotations.NullMarked;
