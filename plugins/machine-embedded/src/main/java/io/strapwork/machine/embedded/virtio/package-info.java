/** The virtio network device behind both buses: status and features, split rings from the device's side, frames in and out. */
@NullMarked
package io.strapwork.machine.embedded.virtio;

import org.jspecify.annotations.NullMarked;
