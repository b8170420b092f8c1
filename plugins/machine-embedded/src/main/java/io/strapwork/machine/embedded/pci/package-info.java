/** A PCI host bridge, configuration space and BARs, and the virtio-pci device on it. */
@NullMarked
package io.strapwork.machine.embedded.pci;

import org.jspecify.annotations.NullMarked;
