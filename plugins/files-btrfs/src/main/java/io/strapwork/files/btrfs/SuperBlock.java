package io.strapwork.files.btrfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.VolumeReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is read of {@code struct btrfs_super_block}; its values fit together.
 *
 * @param metaUuid     what is in the metadata, where {@code uuid} was changed since
 * @param systemChunks where the tree of chunks lies
 * @param hasLog       whether there is a log tree
 * @param copy         which one was read; 0 is the first
 */
record SuperBlock(UUID uuid, UUID metaUuid, String label, Checksum checksum, int nodeBytes, int sectorBytes, Root roots,
        Root chunks, Bytes systemChunks, long device, long devices, long rootFolder, boolean hasLog, int copy) {
    private static final int BYTES = 4096;
    /** Where it and its copies are ({@code btrfs_sb_offset}). */
    private static final List<Long> PLACES = List.of(64L << 10, 64L << 20, 256L << 30);
    private static final int UUID_AT = 32;
    private static final int PLACE = 48;
    private static final int FLAGS = 56;
    private static final int MAGIC = 64;
    private static final int GENERATION = 72;
    private static final int ROOTS = 80;
    private static final int CHUNKS = 88;
    private static final int LOG = 96;
    private static final int ROOT_FOLDER = 128;
    private static final int DEVICES = 136;
    private static final int SECTOR_BYTES = 144;
    private static final int NODE_BYTES = 148;
    private static final int SYSTEM_BYTES = 160;
    private static final int CHUNKS_GENERATION = 164;
    private static final int INCOMPATIBLE = 188;
    private static final int CHECKSUM = 196;
    private static final int ROOTS_LEVEL = 198;
    private static final int CHUNKS_LEVEL = 199;
    private static final int DEVICE = 201;
    private static final int LABEL = 299;
    private static final int LABEL_BYTES = 256;
    private static final int META_UUID_AT = 571;
    private static final int SYSTEM = 811;
    private static final int SYSTEM_ROOM = 2048;
    private static final int SMALLEST = 4096;
    private static final int LARGEST = 65536;
    private static final long HAS_META_UUID = 0x400;
    private static final long ROOT_TREE = 1;
    private static final long CHUNK_TREE = 3;

    /** {@code BTRFS_FEATURE_INCOMPAT_*}; what is not read stands with a minus. Chunks refuse parity where they have it. */
    private static final List<String> INCOMPATIBLE_NAMES = List.of("mixed-backref", "default-subvol", "mixed-bg", "compress-lzo",
            "compress-zstd", "big-metadata", "extref", "raid56", "skinny-metadata", "no-holes", "metadata-uuid", "raid1c34", "-zoned",
            "-extent-tree-v2", "-raid-stripe-tree", "-0x8000", "simple-quota");
    /** {@code BTRFS_SUPER_FLAG_*} from bit 33 on. */
    private static final List<String> FLAG_NAMES = List.of("a dump of metadata without the files", "a dump of metadata without the files",
            "an unfinished change of its UUID", "an unfinished change of its UUID", "an unfinished conversion",
            "an unfinished conversion", "an unfinished change of checksums", "an unfinished change of checksums");
    private static final int FIRST_FLAG = 33;

    static SuperBlock parse(VolumeReader reader, boolean checks) throws FetchException {
        Optional<FetchException> first = Optional.empty();
        for (int copy = 0; copy < PLACES.size(); copy++) {
            long place = PLACES.get(copy);
            if (place > reader.bytes() - BYTES) {
                break;
            }
            Bytes b = reader.read(place, BYTES);
            Optional<String> wrong = wrong(b, checks);
            if (wrong.isEmpty()) {
                return parse(reader, b, copy);
            }
            first = first.isPresent() ? first : Optional.of(damaged(reader, place, wrong.orElseThrow()));
        }
        throw first.isPresent() ? first.orElseThrow() : damaged(reader, PLACES.getFirst(), "the volume ends before its superblock");
    }

    /** Why it is none. */
    private static Optional<String> wrong(Bytes b, boolean checks) throws FetchException {
        if (!b.has(MAGIC, "_BHRfS_M")) {
            return Optional.of("there is no btrfs superblock");
        }
        if (b.u64le(PLACE) != b.place()) {
            return Optional.of("the superblock is that of another place");
        }
        int type = b.u16le(CHECKSUM);
        if (type >= Checksum.values().length) {
            return Optional.empty(); // refused by name
        }
        return checks && !Checksum.values()[type].isRight(b.array())
                ? Optional.of("the checksum of the superblock is wrong")
                : Optional.empty();
    }

    private static SuperBlock parse(VolumeReader reader, Bytes b, int copy) throws FetchException {
        refuse(reader, b);
        long nodeBytes = b.u32le(NODE_BYTES);
        long sectorBytes = b.u32le(SECTOR_BYTES);
        if (!isSize(sectorBytes) || !isSize(nodeBytes) || nodeBytes < sectorBytes) {
            throw damaged(reader, b.place(), "nodes of " + nodeBytes + " and sectors of " + sectorBytes + " bytes can't be");
        }
        long systemBytes = b.u32le(SYSTEM_BYTES);
        if (systemBytes > SYSTEM_ROOM) {
            throw damaged(reader, b.place(), "the list of system chunks is longer than it can be");
        }
        UUID uuid = b.uuid(UUID_AT);
        return new SuperBlock(uuid, (b.u64le(INCOMPATIBLE) & HAS_META_UUID) != 0 ? b.uuid(META_UUID_AT) : uuid,
                b.name(LABEL, LABEL_BYTES), Checksum.values()[b.u16le(CHECKSUM)], (int) nodeBytes,
                (int) sectorBytes, new Root(ROOT_TREE, b.u64le(ROOTS), b.u8(ROOTS_LEVEL), b.u64le(GENERATION), 0),
                new Root(CHUNK_TREE, b.u64le(CHUNKS), b.u8(CHUNKS_LEVEL), b.u64le(CHUNKS_GENERATION), 0),
                b.slice(SYSTEM, (int) systemBytes), b.u64le(DEVICE), b.u64le(DEVICES), b.u64le(ROOT_FOLDER), b.u64le(LOG) != 0, copy);
    }

    private static boolean isSize(long bytes) {
        return bytes >= SMALLEST && bytes <= LARGEST && Long.bitCount(bytes) == 1;
    }

    private static void refuse(VolumeReader reader, Bytes b) throws FetchException {
        var names = new ArrayList<String>();
        long features = b.u64le(INCOMPATIBLE);
        for (int bit = 0; bit < Long.SIZE; bit++) {
            String name = bit < INCOMPATIBLE_NAMES.size() ? INCOMPATIBLE_NAMES.get(bit) : "-0x" + Long.toHexString(1L << bit);
            if ((features & 1L << bit) != 0 && name.startsWith("-")) {
                names.add(name.substring(1));
            }
        }
        long flags = b.u64le(FLAGS) >>> FIRST_FLAG;
        for (int bit = 0; bit < FLAG_NAMES.size(); bit++) {
            if ((flags & 1L << bit) != 0 && !names.contains(FLAG_NAMES.get(bit))) {
                names.add(FLAG_NAMES.get(bit));
            }
        }
        if (b.u16le(CHECKSUM) >= Checksum.values().length) {
            names.add("checksums of type " + b.u16le(CHECKSUM));
        }
        if (!names.isEmpty()) {
            throw reader.problems().unsupported("SW-V501", b.place(),
                    "the volume has a feature that is not read: " + String.join(", ", names),
                    "copy the boot files to a volume made without it");
        }
    }

    private static FetchException damaged(VolumeReader reader, long place, String what) {
        return reader.problems().damaged("SW-V502", place, what);
    }
}
