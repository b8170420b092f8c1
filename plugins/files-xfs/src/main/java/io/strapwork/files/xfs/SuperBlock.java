package io.strapwork.files.xfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.VolumeReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is read of {@code struct xfs_dsb}; its values fit together. Blocks are those of the file system.
 *
 * @param blocks      of the whole volume
 * @param groupBlocks blocks of an allocation group
 * @param groupBits   of a block's number that count within its group
 * @param inodeBits   of an inode's number that count within its block
 * @param metaUuid    what is in the metadata, where {@code uuid} was changed since
 * @param logStart    its first block; 0 when the log is on another device
 */
record SuperBlock(boolean isVersion5, int blockBytes, long blocks, UUID uuid, UUID metaUuid, String label, long rootInode,
        int groupBlocks, int groups, int groupBits, int inodeBytes, int inodeBits, int folderBlockBytes, boolean hasTypes,
        boolean ignoresCase,
        long logStart, long logBlocks) {
    private static final int BYTES = 512;
    private static final String ELSEWHERE = "copy the boot files to a volume without it, or make one by mkfs.xfs without it";
    private static final int LARGEST_BLOCK = 65536;
    private static final int BLOCK_SIZE = 4;
    private static final int BLOCKS = 8;
    private static final int UUID_AT = 32;
    private static final int LOG_START = 48;
    private static final int ROOT_INODE = 56;
    private static final int GROUP_BLOCKS = 84;
    private static final int GROUPS = 88;
    private static final int LOG_BLOCKS = 96;
    private static final int VERSION = 100;
    private static final int SECTOR_SIZE = 102;
    private static final int INODE_SIZE = 104;
    private static final int LABEL = 108;
    private static final int LABEL_BYTES = 12;
    private static final int BLOCK_LOG = 120;
    private static final int SECTOR_LOG = 121;
    private static final int INODE_LOG = 122;
    private static final int INODES_PER_BLOCK_LOG = 123;
    private static final int GROUP_BLOCKS_LOG = 124;
    private static final int IN_PROGRESS = 126;
    private static final int FOLDER_BLOCK_LOG = 192;
    private static final int FEATURES2 = 200;
    private static final int INCOMPATIBLE = 216;
    private static final int CHECKSUM = 224;
    private static final int META_UUID_AT = 248;

    private static final int V4_FOLDERS2 = 0x2000;
    private static final int V4_IGNORES_CASE = 0x4000;
    private static final int V4_MORE = 0x8000;
    private static final int V4_SHARED = 0x0200;
    private static final int V4_TYPES = 0x200;
    /** {@code XFS_SB_VERSION2_*}: lazy counters, attributes 2, 32-bit projects, types. */
    private static final int V4_MORE_READ = 0x2 | 0x8 | 0x80 | V4_TYPES;
    private static final int V5_TYPES = 0x1;
    private static final int V5_META_UUID = 0x4;
    private static final int V5_NEEDS_REPAIR = 0x10;

    /** {@code XFS_SB_FEAT_INCOMPAT_*}; what is not read stands with a minus. */
    private static final List<String> INCOMPATIBLE_NAMES = List.of("ftype", "spinodes", "meta_uuid", "bigtime", "-needsrepair", "nrext64",
            "exchange", "parent", "metadir", "-zoned", "-zone_gaps");

    static SuperBlock parse(VolumeReader reader, Checksum checksum) throws FetchException {
        Bytes b = reader.read(0, BYTES);
        if (!b.has(0, "XFSB")) {
            throw damaged(reader, "there is no XFS superblock");
        }
        int version = b.u16be(VERSION);
        boolean v5 = (version & 0xf) == 5;
        refuse(reader, b, version);
        int sectorLog = b.u8(SECTOR_LOG);
        int blockLog = b.u8(BLOCK_LOG);
        check(reader, sectorLog >= 9 && sectorLog <= 15 && b.u16be(SECTOR_SIZE) == 1 << sectorLog, "sectors");
        check(reader, blockLog >= sectorLog && blockLog <= 16 && b.u32be(BLOCK_SIZE) == 1L << blockLog, "blocks");
        if (v5) {
            checksum.check(reader.problems(), reader.read(0, 1 << sectorLog), CHECKSUM, "superblock");
        }
        int inodeLog = b.u8(INODE_LOG);
        int inodeBits = b.u8(INODES_PER_BLOCK_LOG);
        check(reader, inodeLog >= 8 && inodeLog <= 11 && b.u16be(INODE_SIZE) == 1 << inodeLog && inodeBits == blockLog - inodeLog
                && !(v5 && inodeLog < 9), "inodes");
        long groupBlocks = b.u32be(GROUP_BLOCKS);
        long groups = b.u32be(GROUPS);
        int groupBits = b.u8(GROUP_BLOCKS_LOG);
        check(reader,
                groupBits >= 1 && groupBits <= 31 && groupBlocks <= Integer.MAX_VALUE && groupBlocks <= 1L << groupBits
                        && groupBlocks > 1L << groupBits - 1,
                "allocation groups");
        long blocks = b.u64be(BLOCKS);
        check(reader, groups > 0 && groups <= Integer.MAX_VALUE && blocks > 0 && blocks <= groups * groupBlocks
                && blocks > (groups - 1) * groupBlocks && blocks <= Long.MAX_VALUE >> blockLog, "size");
        int folderLog = b.u8(FOLDER_BLOCK_LOG);
        check(reader, folderLog <= 16 - blockLog && 1 << blockLog + folderLog <= LARGEST_BLOCK, "directory blocks");
        long logBlocks = b.u32be(LOG_BLOCKS);
        UUID uuid = b.uuid(UUID_AT);
        int incompatible = v5 ? b.i32be(INCOMPATIBLE) : 0;
        boolean types = v5 ? (incompatible & V5_TYPES) != 0 : (version & V4_MORE) != 0 && (b.i32be(FEATURES2) & V4_TYPES) != 0;
        return new SuperBlock(v5, 1 << blockLog, blocks, uuid, (incompatible & V5_META_UUID) != 0 ? b.uuid(META_UUID_AT) : uuid,
                b.name(LABEL, LABEL_BYTES), b.u64be(ROOT_INODE), (int) groupBlocks, (int) groups, groupBits,
                1 << inodeLog, inodeBits, 1 << blockLog + folderLog, types, (version & V4_IGNORES_CASE) != 0, b.u64be(LOG_START),
                logBlocks);
    }

    private static void refuse(VolumeReader reader, Bytes b, int version) throws FetchException {
        int number = version & 0xf;
        if (number != 4 && number != 5) {
            throw unsupported(reader, "version " + number, "versions 4 and 5 are read");
        }
        if (b.u8(IN_PROGRESS) != 0) {
            throw damaged(reader, "mkfs.xfs has not finished it");
        }
        if (number == 4) {
            int more = (version & V4_MORE) != 0 ? b.i32be(FEATURES2) & ~V4_MORE_READ : 0;
            if ((version & V4_FOLDERS2) == 0) {
                throw unsupported(reader, "directories of version 1", "copy its files to a volume made by a newer mkfs.xfs");
            }
            if ((version & V4_SHARED) != 0 || more != 0) {
                throw unsupported(reader, "features 0x" + Integer.toHexString(version) + " 0x" + Integer.toHexString(more), ELSEWHERE);
            }
            return;
        }
        int features = b.i32be(INCOMPATIBLE);
        var names = new ArrayList<String>();
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            String name = bit < INCOMPATIBLE_NAMES.size() ? INCOMPATIBLE_NAMES.get(bit) : "-0x" + Integer.toHexString(1 << bit);
            if ((features & 1 << bit) != 0 && name.startsWith("-")) {
                names.add(name.substring(1));
            }
        }
        if (!names.isEmpty()) {
            boolean repair = (features & V5_NEEDS_REPAIR) != 0;
            throw unsupported(reader, String.join(", ", names),
                    repair ? "run xfs_repair on it" : ELSEWHERE);
        }
    }

    static FetchException unsupported(VolumeReader reader, String feature, String hint) {
        return reader.problems().unsupported("SW-V401", 0, "the volume has a feature that is not read: " + feature, hint);
    }

    private static FetchException damaged(VolumeReader reader, String what) {
        return reader.problems().damaged("SW-V402", 0, what);
    }

    private static void check(VolumeReader reader, boolean isRight, String what) throws FetchException {
        if (!isRight) {
            throw damaged(reader, "what the superblock says about its " + what + " can't be");
        }
    }

    long bytes() {
        return blocks * blockBytes;
    }
}
