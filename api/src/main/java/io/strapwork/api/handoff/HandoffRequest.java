package io.strapwork.api.handoff;

import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.trust.VerifiedImage;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What a handoff may build from.
 *
 * @param machine  the machine's architecture
 * @param layout   its memory
 * @param image    all parts; the kernel is planned already, the others (initrd, …) are the handoff's to place
 * @param lease    what the network told, if there is a network
 * @param bootDevice where the boot came from in words of the bus, {@code "fe.0.0001"}
 * @param deviceTree the machine's own flattened device tree, if it has one; the handoff completes a copy
 */
public record HandoffRequest(Architecture machine, MemoryLayout layout, VerifiedImage image, Optional<Lease> lease, String bootDevice,
        Optional<MemorySegment> deviceTree) {

    /** Of a machine without a device tree. */
    public HandoffRequest(Architecture machine, MemoryLayout layout, VerifiedImage image, Optional<Lease> lease, String bootDevice) {
        this(machine, layout, image, lease, bootDevice, Optional.empty());
    }
}
