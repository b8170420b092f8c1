/**
 * Flattened device trees (Devicetree Specification 0.4, chapter 5): {@link io.strapwork.device.tree.FdtView} reads one that nobody
 * vouches for, {@link io.strapwork.device.tree.DeviceNode} is edited by copies, and
 * {@link io.strapwork.device.tree.DeviceTree#flatten} writes version 17.
 */
@NullMarked
package io.strapwork.device.tree;

import org.jspecify.annotations.NullMarked;
