/**
 * Flattened device trees (Devicetree Specification 0.4, chapter 5): {@link io.strapwork.devicetree.FdtView} reads one that nobody
 * vouches for, {@link io.strapwork.devicetree.DeviceNode} is edited by copies, and
 * {@link io.strapwork.devicetree.DeviceTree#flatten} writes version 17.
 */
@NullMarked
package io.strapwork.devicetree;

import org.jspecify.annotations.NullMarked;
