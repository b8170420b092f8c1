package io.strapwork.api.handoff;

import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.trust.VerifiedImage;
import java.util.Optional;

/**
 * What a handoff may build from.
 *
 * @param machine  the machine's architecture
 * @param layout   its memory
 * @param image    all parts; the kernel is planned already, the others (initrd, …) are the handoff's to place
 * @param lease    what the network told, if there is a network
 * @param bootDevice where the boot came from in words of the bus, {@code "fe.0.0001"}
 */
public record HandoffRequest(Architecture machine, MemoryLayout layout, VerifiedImage image, Optional<Lease> lease, String bootDevice) {}
