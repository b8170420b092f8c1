package io.strapwork.volumes;

import io.strapwork.api.fetch.Blocks;
import java.util.Optional;

/**
 * A part of a disk that may hold a volume.
 *
 * @param number as Linux counts: slots of a table from 1, logical ones from 5; 0 is the whole disk
 * @param name   as GRUB writes it: {@code "gpt2"}, {@code "msdos5"}; {@code "dasd1"}, which GRUB doesn't know; empty for the whole disk
 * @param offset in bytes of the disk
 * @param type   the GUID of GPT in lower case, {@code "0x83"} of MBR, {@code "NATIVE"} of a DASD; empty for the whole disk
 * @param uuid   what Linux calls PARTUUID
 * @param label  what Linux calls PARTLABEL; printable
 */
public record Partition(int number, String name, long offset, long bytes, String type, Optional<String> uuid, Optional<String> label) {
    static Partition whole(Blocks disk) {
        return new Partition(0, "", 0, disk.bytes(), "", Optional.empty(), Optional.empty());
    }

    /** What lies there. */
    public Blocks of(Blocks disk) {
        return new BlockRange(disk, offset, bytes);
    }

    boolean overlaps(Partition other) {
        return offset < other.offset + other.bytes && other.offset < offset + bytes;
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? "the whole disk" : name) + " [" + offset + ", " + (offset + bytes) + ")";
    }
}
