package io.strapwork.machine.disks;

import io.strapwork.api.link.DiskGeometry;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A disk of a machine.
 *
 * @param file      absolute; it is a file that can be read
 * @param fileBytes its size
 * @param writable  whether what a guest writes stays
 * @param blockSize bytes of a logical block
 * @param geometry  what the device tells, beside what every device does
 * @param why       how block size and geometry were found, for people
 */
public record DiskImage(Path file, long fileBytes, ImageFormat format, boolean writable, Optional<String> serial, int blockSize,
        Optional<DiskGeometry> geometry, String why) {
    /** The most disks that a machine has: what fits on a bus beside a card. */
    public static final int MOST = 16;
    /** Numbers of sectors count these, whatever the block size. */
    public static final int SECTOR = 512;
    private static final int FIRST_SLOT = 8;
    private static final int FIRST_DEVICE_NUMBER = 0x100;

    /** For people: what its device is like, and why. */
    public String inWords() {
        var words = new StringBuilder(file + ": blocks of " + blockSize + " bytes");
        geometry.ifPresent(its -> words.append(", geometry ").append(its.cylinders()).append('/').append(its.heads()).append('/')
                .append(its.sectors()));
        serial.ifPresent(its -> words.append(", serial ").append(its));
        return words.append(writable ? ", writable" : "").append(": ").append(why).toString();
    }

    /** Where a disk is on PCI bus 0: from slot 8 on, but for the card's. */
    public static int slot(int number, int cardSlot) {
        int slot = FIRST_SLOT + number;
        return cardSlot >= FIRST_SLOT && slot >= cardSlot ? slot + 1 : slot;
    }

    /** The device number of a disk in subchannel set 0: from 0100 on, but for the card's. */
    public static int deviceNumber(int number, int cardNumber) {
        int device = FIRST_DEVICE_NUMBER + number;
        return cardNumber >= FIRST_DEVICE_NUMBER && device >= cardNumber ? device + 1 : device;
    }
}
