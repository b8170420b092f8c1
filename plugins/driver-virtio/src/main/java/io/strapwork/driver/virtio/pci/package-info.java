/** Virtio over PCI (virtio 1.3, 4.1): finding the function, its capabilities and BARs, and the plugin {@code virtio-pci}. */
@NullMarked
package io.strapwork.driver.virtio.pci;

import org.jspecify.annotations.NullMarked;
