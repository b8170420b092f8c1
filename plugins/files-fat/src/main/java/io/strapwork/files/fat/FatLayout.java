package io.strapwork.files.fat;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.plugin.Printable;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.VolumeReader;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;

/**
 * Where things are, by the BIOS parameter block (chapter 3). Offsets are in bytes of the volume.
 *
 * @param bits         of an entry of the table: 12, 16 or 32
 * @param table        the file allocation table that counts
 * @param rootFolder   of FAT12 and FAT16
 * @param rootCluster  of FAT32, else 0
 * @param clusters     how many there are; they count from 2
 * @param dirty        by the boot sector
 */
record FatLayout(int bits, long bytes, long table, long rootFolder, int rootFolderBytes, long rootCluster, long data, int clusterBytes,
        long clusters, boolean dirty, Optional<String> uuid,
        Optional<String> label) {
    /** What DOS wrote; IBM437 is part of every Java. */
    static final Charset OEM = Charset.forName("IBM437");
    private static final int BYTES_PER_SECTOR = 11;
    private static final int SECTORS_PER_CLUSTER = 13;
    private static final int RESERVED_SECTORS = 14;
    private static final int TABLES = 16;
    private static final int ROOT_ENTRIES = 17;
    private static final int SECTORS_16 = 19;
    private static final int TABLE_SECTORS_16 = 22;
    private static final int SECTORS_32 = 32;
    private static final int TABLE_SECTORS_32 = 36;
    private static final int FLAGS_32 = 40;
    private static final int VERSION_32 = 42;
    private static final int ROOT_CLUSTER_32 = 44;
    /** Of the part that FAT12 and FAT16 have at 36, FAT32 at 64. */
    private static final int STATE = 1;
    private static final int SIGNATURE = 2;
    private static final int SERIAL = 3;
    private static final int LABEL = 7;
    private static final int LABEL_BYTES = 11;
    private static final int FIRST_CLUSTER = 2;
    private static final int MOST_FAT12 = 4084;

    static FatLayout read(VolumeReader reader) throws FetchException {
        Bytes sector = reader.read(0, 512);
        int sectorBytes = sector.u16le(BYTES_PER_SECTOR);
        int perCluster = sector.u8(SECTORS_PER_CLUSTER);
        int reserved = sector.u16le(RESERVED_SECTORS);
        int tables = sector.u8(TABLES);
        if (sectorBytes < 512 || sectorBytes > 4096 || Integer.bitCount(sectorBytes) != 1 || Integer.bitCount(perCluster) != 1
                || reserved == 0
                || tables == 0) {
            throw damaged(reader, BYTES_PER_SECTOR,
                    "clusters of " + perCluster + " sectors of " + sectorBytes + " bytes, " + reserved + " reserved sectors and "
                            + tables + " tables can't be");
        }
        // as Linux and GRUB, not by the number of clusters as the specification has it: mkfs.fat -F 32 makes small ones
        boolean wide = sector.u16le(TABLE_SECTORS_16) == 0;
        long tableSectors = wide ? sector.u32le(TABLE_SECTORS_32) : sector.u16le(TABLE_SECTORS_16);
        long sectors = sector.u16le(SECTORS_16) != 0 ? sector.u16le(SECTORS_16) : sector.u32le(SECTORS_32);
        int rootBytes = sector.u16le(ROOT_ENTRIES) * FatFolders.ENTRY_BYTES;
        if (wide && sector.u16le(VERSION_32) != 0) {
            throw reader.problems().unsupported("SW-V103", VERSION_32,
                    "the volume has version " + sector.u8(VERSION_32 + 1) + "." + sector.u8(VERSION_32) + " of FAT32; only 0.0 is known",
                    "copy the boot files to a volume that mkfs.fat made");
        }
        long rootFolder = (reserved + tables * tableSectors) * sectorBytes;
        long data = rootFolder + (rootBytes + sectorBytes - 1L) / sectorBytes * sectorBytes;
        int clusterBytes = perCluster * sectorBytes;
        long clusters = (sectors * sectorBytes - data) / clusterBytes;
        if (tableSectors == 0 || clusters <= 0 || data > reader.bytes()) {
            throw damaged(reader, SECTORS_16,
                    sectors + " sectors, a table of " + tableSectors + " and a root folder of " + rootBytes + " bytes don't go together");
        }
        int bits = wide ? 32 : clusters > MOST_FAT12 ? 16 : 12;
        long entries = tableSectors * sectorBytes * 8 / bits - FIRST_CLUSTER;
        int active = wide && (sector.u16le(FLAGS_32) & 0x80) != 0 ? sector.u16le(FLAGS_32) & 0xf : 0;
        if (active >= tables) {
            throw damaged(reader, FLAGS_32, "table " + active + " is in use, but there are " + tables);
        }
        Bytes extra = sector.from(wide ? 64 : 36);
        boolean named = extra.u8(SIGNATURE) == 0x29;
        boolean numbered = named || extra.u8(SIGNATURE) == 0x28;
        Optional<String> label = named ? label(extra.array(LABEL, LABEL_BYTES)) : Optional.empty();
        Optional<String> uuid = numbered
                ? Optional.of(String.format(Locale.ROOT, "%04X-%04X", extra.u16le(SERIAL + 2), extra.u16le(SERIAL)))
                : Optional.empty();
        return new FatLayout(bits, sectors * sectorBytes, (reserved + active * tableSectors) * sectorBytes, rootFolder,
                wide ? 0 : rootBytes,
                wide ? sector.u32le(ROOT_CLUSTER_32) : 0, data, clusterBytes, Math.min(clusters, entries), (extra.u8(STATE) & 1) != 0, uuid,
                label);
    }

    private static FetchException damaged(VolumeReader reader, long at, String what) {
        return reader.problems().damaged("SW-V101", at, what);
    }

    static Optional<String> label(byte... name) {
        String label = Printable.line(new String(name, OEM));
        return label.isEmpty() || label.equals("NO NAME") ? Optional.empty() : Optional.of(label);
    }

    /** Where a cluster begins; {@code cluster} is one. */
    long offset(long cluster) {
        return data + (cluster - FIRST_CLUSTER) * clusterBytes;
    }

    boolean isCluster(long number) {
        return number >= FIRST_CLUSTER && number - FIRST_CLUSTER < clusters;
    }
}
