package io.strapwork.machine.embedded;

import io.strapwork.api.link.DiskGeometry;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.machine.disks.DiskImage;
import io.strapwork.machine.disks.ImageFormat;
import io.strapwork.machine.embedded.virtio.DiskContent;
import io.strapwork.machine.embedded.virtio.DiskFaults;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A disk of an embedded machine.
 *
 * @param content opened when the machine is powered on, which owns it
 */
public record EmbeddedDisk(Supplier<DiskContent> content, int blockSize, Optional<DiskGeometry> geometry, Optional<String> serial,
        DiskFaults faults) {
    /** One that works, with what is usual. */
    public EmbeddedDisk(Supplier<DiskContent> content) {
        this(content, DiskImage.SECTOR, Optional.empty(), Optional.empty(), DiskFaults.none());
    }

    /** @throws io.strapwork.api.plugin.StrapworkException SW-M106 for an image that is not raw */
    static EmbeddedDisk of(DiskImage image) {
        if (image.format() != ImageFormat.RAW) {
            throw new Problem("SW-M106", Blame.USER, "machine.disks", "the embedded machine reads raw images only, and " + image.file()
                    + " is not one", "make a raw one: qemu-img convert -O raw IMAGE RAW").asException();
        }
        return new EmbeddedDisk(() -> MappedContent.of(image), image.blockSize(), image.geometry(), image.serial(), DiskFaults.none());
    }
}
