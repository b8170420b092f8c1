package io.strapwork.files.ext;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.VolumeReader;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The superblock (Documentation/filesystems/ext4/super.rst), checked.
 *
 * @param firstBlock   s_first_data_block
 * @param descriptorBytes of a group descriptor
 * @param firstMetaGroup  descriptor blocks from this one up lie in the groups that they describe; above all where there is no such feature
 * @param backups      the two groups with a copy of the superblock, of sparse_super2
 * @param damage       what is wrong and doesn't matter
 */
record Superblock(long inodes, long blocks, long firstBlock, int blockBytes, long blocksPerGroup, long inodesPerGroup, int inodeBytes,
        int state, int compatible, int incompatible,
        int readOnly, int descriptorBytes, long firstMetaGroup, List<Long> backups, String uuid, String label, List<String> damage) {
    static final int PLACE = 1024;
    static final int INCOMPATIBLE = 0x60;
    static final String NO_UUID = "00000000-0000-0000-0000-000000000000";

    private static final int HAS_JOURNAL = 0x4;
    private static final int SPARSE_SUPER2 = 0x200;

    private static final int FILE_TYPE = 0x2;
    private static final int RECOVER = 0x4;
    private static final int META_GROUPS = 0x10;
    private static final int WIDE = 0x80;
    private static final int LARGE_FOLDERS = 0x4000;
    private static final int CASE_FOLDING = 0x20000;
    /** filetype, recover, meta_bg, extents, 64bit, mmp, flex_bg, ea_inode, csum_seed, large_dir, inline_data, encrypt, casefold; what is encrypted is refused itself, as in GRUB. */
    private static final int READ = FILE_TYPE | RECOVER | META_GROUPS | 0x40 | WIDE | 0x100 | 0x200 | 0x400 | 0x2000 | LARGE_FOLDERS
            | 0x8000 | 0x10000 | CASE_FOLDING;
    private static final int SPARSE_SUPER = 0x1;
    private static final int METADATA_CHECKSUMS = 0x400;
    private static final int CHECKSUM = 0x3fc;
    private static final int UNMOUNTED = 1;
    private static final int ERRORS = 2;

    Superblock {
        backups = List.copyOf(backups);
        damage = List.copyOf(damage);
    }

    static Superblock read(VolumeReader reader, ExtProblems problems) throws FetchException {
        Bytes bytes = reader.read(PLACE, 1024);
        if (bytes.u16le(0x38) != 0xef53) {
            throw problems.superblock(0x38, "the superblock has no magic");
        }
        boolean revised = bytes.i32le(0x4c) != 0;
        int incompatible = revised ? bytes.i32le(INCOMPATIBLE) : 0;
        int unread = incompatible & ~READ;
        if (unread != 0) {
            throw problems.feature(name(Integer.lowestOneBit(unread)));
        }
        int log = bytes.i32le(0x18);
        if (log < 0 || log > 6) {
            throw problems.superblock(0x18, "blocks of 2^" + Integer.toUnsignedString(log) + " KiB can't be");
        }
        int blockBytes = 1024 << log;
        int inodeBytes = revised ? bytes.u16le(0x58) : 128;
        if (inodeBytes < 128 || inodeBytes > blockBytes || Integer.bitCount(inodeBytes) != 1) {
            throw problems.superblock(0x58, "inodes of " + inodeBytes + " bytes in blocks of " + blockBytes + " can't be");
        }
        boolean wide = (incompatible & WIDE) != 0;
        int descriptorBytes = wide ? bytes.u16le(0xfe) : 32;
        if (descriptorBytes < 32 || descriptorBytes > blockBytes || Integer.bitCount(descriptorBytes) != 1) {
            throw problems.superblock(0xfe, "group descriptors of " + descriptorBytes + " bytes can't be");
        }
        long blocks = bytes.u32le(4) | (wide ? bytes.u32le(0x150) << 32 : 0);
        long perGroup = bytes.u32le(0x20);
        long inodesPerGroup = bytes.u32le(0x28);
        if (perGroup == 0 || inodesPerGroup == 0 || blocks <= 0) {
            throw problems.superblock(0x20, Long.toUnsignedString(blocks) + " blocks, groups of " + perGroup + " blocks and "
                    + inodesPerGroup + " inodes can't be");
        }
        var damage = new ArrayList<String>();
        int readOnly = revised ? bytes.i32le(0x64) : 0;
        if ((readOnly & METADATA_CHECKSUMS) != 0 && crc32c(bytes.array(0, CHECKSUM)) != bytes.i32le(CHECKSUM)) {
            damage.add("the superblock's checksum is wrong");
        }
        long firstMetaGroup = (incompatible & META_GROUPS) != 0 ? bytes.u32le(0x104) : Long.MAX_VALUE;
        return new Superblock(bytes.u32le(0), blocks, bytes.u32le(0x14), blockBytes, perGroup, inodesPerGroup, inodeBytes,
                bytes.u16le(0x3a),
                revised ? bytes.i32le(0x5c) : 0, incompatible, readOnly, descriptorBytes, firstMetaGroup,
                List.of(bytes.u32le(0x24c), bytes.u32le(0x250)), bytes.uuid(0x68).toString(), bytes.name(0x78, 16), damage);
    }

    /** The kernel's CRC-32C begins with ones and is not inverted. */
    private static int crc32c(byte... bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return ~(int) crc.getValue();
    }

    /** In the words of e2fsprogs (lib/e2p/feature.c). */
    private static String name(int bit) {
        return switch (bit) {
            case 0x1 -> "compression";
            case 0x8 -> "journal_dev (it is the journal of another volume)";
            case 0x1000 -> "dirdata";
            default -> "FEATURE_I" + Integer.numberOfTrailingZeros(bit);
        };
    }

    /** As blkid tells them apart (util-linux, libblkid/src/superblocks/ext.c). */
    String format() {
        boolean old = (incompatible & ~(FILE_TYPE | RECOVER | META_GROUPS)) == 0 && (readOnly & ~0x7) == 0;
        return !old ? "ext4" : (compatible & HAS_JOURNAL) != 0 ? "ext3" : "ext2";
    }

    List<String> remarks(long volumeBytes) {
        var remarks = new ArrayList<>(damage);
        if ((incompatible & RECOVER) != 0) {
            remarks.add("the volume was not unmounted, and its journal is not replayed; what was written last may be missing");
        } else if ((state & UNMOUNTED) == 0) {
            remarks.add("the volume was not unmounted; what was written last may be missing");
        }
        if ((state & ERRORS) != 0) {
            remarks.add("the system that wrote the volume found errors in it");
        }
        if (blocks > volumeBytes / blockBytes) {
            remarks.add("the volume says that it has " + blocks + " blocks of " + blockBytes + " bytes, but there are " + volumeBytes
                    + " bytes");
        }
        return remarks;
    }

    /** Whether folders' entries tell what they name. */
    boolean hasFileTypes() {
        return (incompatible & FILE_TYPE) != 0;
    }

    boolean hasLargeFolders() {
        return (incompatible & LARGE_FOLDERS) != 0;
    }

    boolean foldsCase() {
        return (incompatible & CASE_FOLDING) != 0;
    }

    /** Linux, fs/ext4/balloc.c: ext4_bg_has_super. */
    private boolean hasCopy(long group) {
        if (group == 0) {
            return true;
        }
        if ((compatible & SPARSE_SUPER2) != 0) {
            return backups.contains(group);
        }
        return group == 1 || (readOnly & SPARSE_SUPER) == 0 || isPower(group, 3) || isPower(group, 5) || isPower(group, 7);
    }

    private static boolean isPower(long number, long base) {
        long power = base;
        while (power < number) {
            power *= base;
        }
        return power == number;
    }

    /** The block with a group's descriptor. Linux, fs/ext4/super.c: descriptor_loc. */
    long descriptorBlock(long group) {
        long index = group * descriptorBytes / blockBytes;
        if (index < firstMetaGroup) {
            return (blockBytes == PLACE ? 1 : 0) + 1 + index;
        }
        long first = index * (blockBytes / descriptorBytes);
        // with blocks of 1 KiB and bigalloc, block 0 is group 0's, and the superblock its second
        int before = (hasCopy(first) ? 1 : 0) + (blockBytes == PLACE && index == 0 && firstBlock == 0 ? 1 : 0);
        return firstBlock + first * blocksPerGroup + before;
    }
}
