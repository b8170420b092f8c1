/**
 * Flattened device trees (Devicetree Specification 0.4, chapter 5): {@link io.strapwork.handoff.linux.fdt.FdtView} reads one that nobody
 * vouches for, {@link io.strapwork.handoff.linux.fdt.DeviceNode} is edited by copies, and
 * {@link io.strapwork.handoff.linux.fdt.DeviceTree#flatten} writes version 17.
 */
@NullMarked
package io.strapwork.handoff.linux.fdt;

import org.jspecify.annotations.NullMarked;
