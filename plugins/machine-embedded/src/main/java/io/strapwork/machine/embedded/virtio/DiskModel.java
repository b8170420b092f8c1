package io.strapwork.machine.embedded.virtio;

import io.strapwork.api.link.DiskGeometry;
import java.util.Optional;

/**
 * What a disk is made as.
 *
 * @param place     in words of its bus, {@code "fe.0.0100"} or {@code "00:08.0"}
 * @param blockSize bytes of a logical block
 * @param queueSize the most descriptors of its ring, a power of two
 * @param offered   feature bits that are not about disks, as the card's
 */
public record DiskModel(String place, int blockSize, Optional<DiskGeometry> geometry, Optional<String> serial, int queueSize, long offered,
        DiskFaults faults) {}
