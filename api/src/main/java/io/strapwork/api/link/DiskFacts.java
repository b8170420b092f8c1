package io.strapwork.api.link;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a disk is, as data.
 *
 * @param location  the device's place in words of the bus, {@code "fe.0.0002"}, {@code "00:06.0"}
 * @param bytes     its size; a whole number of blocks
 * @param blockSize bytes of a logical block, in which partition tables count; a power of two from 512 to 65536
 * @param geometry  where the device tells one that is not all zeros
 * @param serial    printable, without spaces around it
 * @param readOnly  whether the device refuses writes
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record DiskFacts(String location, long bytes, int blockSize, Optional<DiskGeometry> geometry, Optional<String> serial,
        boolean readOnly) {
    /** @throws IllegalArgumentException for a disk that can't be */
    public DiskFacts {
        if (blockSize < 512 || blockSize > 65536 || Integer.bitCount(blockSize) != 1 || bytes < 0 || bytes % blockSize != 0) {
            throw new IllegalArgumentException("not a disk: " + bytes + " bytes in blocks of " + blockSize);
        }
    }
}
