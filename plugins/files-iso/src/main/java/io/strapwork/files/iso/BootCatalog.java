package io.strapwork.files.iso;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.VolumeReader;
import java.util.ArrayList;
import java.util.List;

/** The boot catalog of El Torito (Phoenix and IBM, Bootable CD-ROM Format Specification, 1.0, chapter 2). One that is damaged is told, and the volume read without it. */
final class BootCatalog {
    private static final int ENTRY_BYTES = 32;
    private static final int BOOTABLE = 0x88;
    private static final int HEADER = 0x90;
    private static final int LAST_HEADER = 0x91;
    private static final int MEDIUM = 0xf;
    private static final int EXTENSION_FOLLOWS = 0x20;

    private BootCatalog() {}

    static List<BootImage> read(VolumeReader reader, Descriptors descriptors, List<String> remarks) throws FetchException {
        if (descriptors.catalog().isEmpty()) {
            return List.of();
        }
        long block = descriptors.catalog().getAsLong();
        if (block == 0 || block > reader.bytes() / Descriptors.SECTOR - 1) {
            remarks.add("the boot catalog is outside of the volume, at block " + block);
            return List.of();
        }
        Bytes catalog = reader.read(block * Descriptors.SECTOR, Descriptors.SECTOR);
        int sum = 0;
        for (int at = 0; at < ENTRY_BYTES; at += 2) {
            sum += catalog.u16le(at);
        }
        if (catalog.u8(0) != 1 || !catalog.has(30, (byte) 0x55, (byte) 0xaa) || (sum & 0xffff) != 0) {
            remarks.add("the boot catalog's first entry is damaged; it is not read");
            return List.of();
        }
        var images = new ArrayList<BootImage>();
        int platform = catalog.u8(1);
        add(catalog, ENTRY_BYTES, platform, images);
        int at = 2 * ENTRY_BYTES;
        while (at + ENTRY_BYTES <= catalog.length() && (catalog.u8(at) == HEADER || catalog.u8(at) == LAST_HEADER)) {
            boolean last = catalog.u8(at) == LAST_HEADER;
            platform = catalog.u8(at + 1);
            int entries = catalog.u16le(at + 2);
            at += ENTRY_BYTES;
            for (int i = 0; i < entries && at + ENTRY_BYTES <= catalog.length(); i++) {
                boolean extended = (catalog.u8(at + 1) & EXTENSION_FOLLOWS) != 0;
                add(catalog, at, platform, images);
                at += ENTRY_BYTES;
                while (extended && at + ENTRY_BYTES <= catalog.length() && catalog.u8(at) == 0x44) {
                    extended = (catalog.u8(at + 1) & EXTENSION_FOLLOWS) != 0;
                    at += ENTRY_BYTES;
                }
            }
            if (last) {
                break;
            }
        }
        return images;
    }

    private static void add(Bytes catalog, int at, int platform, List<BootImage> into) throws FetchException {
        long block = catalog.u32le(at + 8);
        if (catalog.u8(at) == BOOTABLE && block != 0) {
            into.add(new BootImage(into.size() + 1, platform, catalog.u8(at + 1) & MEDIUM, catalog.u16le(at + 6), block));
        }
    }
}
