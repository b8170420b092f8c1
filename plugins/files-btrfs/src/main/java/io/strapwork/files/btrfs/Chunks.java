package io.strapwork.files.btrfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.VolumeReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Where logical addresses lie on this device ({@code struct btrfs_chunk}). Chunks of the system are in the superblock, the others in the tree of chunks, which lies in the former. */
final class Chunks {
    private static final int LENGTH = 0;
    private static final int TYPE = 24;
    private static final int STRIPES = 44;
    private static final int STRIPE = 48;
    private static final int STRIPE_BYTES = 32;
    private static final int STRIPE_OFFSET = 8;
    /** {@code RAID1C4} has four, each on another device; {@code DUP} two on one. */
    private static final int MOST_COPIES = 4;
    /** Those of 64 TiB in the usual chunks of 1 GiB. */
    private static final int MOST_CHUNKS = 1 << 16;
    private static final long CHUNK_OBJECT = 256;
    private static final long RAID0 = 0x8;
    private static final long MIRRORED = 0x10 | 0x20 | 0x200 | 0x400;
    private static final long PROFILES = ~0x7L;
    /** {@code BTRFS_BLOCK_GROUP_*} from bit 3 on. */
    private static final List<String> NAMES = List.of("RAID0", "RAID1", "DUP", "RAID10", "RAID5", "RAID6", "RAID1C3", "RAID1C4");

    private final VolumeReader reader;
    private final long device;
    private final NavigableMap<Long, Chunk> chunks = new TreeMap<>(Long::compareUnsigned);
    private Optional<Tree> tree = Optional.empty();

    /**
     * @param copies where it begins on this device, as often as it is there
     * @param refusal where it lies, if that is not read; empty otherwise
     */
    private record Chunk(long start, long bytes, List<Long> copies, String refusal) {
        Chunk {
            copies = List.copyOf(copies);
        }
    }

    Chunks(VolumeReader reader, SuperBlock superBlock) throws FetchException {
        this.reader = reader;
        this.device = superBlock.device();
        Bytes system = superBlock.systemChunks();
        for (int at = 0; at < system.length();) {
            Key key = Key.at(system, at);
            at += Key.BYTES;
            if (key.type() != Key.CHUNK) {
                throw damaged(system.place() + at, "the list of system chunks has something else");
            }
            at += STRIPE + STRIPE_BYTES * add(key, system.from(at));
        }
    }

    /** From now on, those of the tree, too. */
    void with(Tree chunkTree) {
        tree = Optional.of(chunkTree);
    }

    /** @return the number of stripes */
    private int add(Key key, Bytes b) throws FetchException {
        long bytes = b.u64le(LENGTH);
        long type = b.u64le(TYPE);
        int stripes = b.u16le(STRIPES);
        if (bytes <= 0 || stripes == 0) {
            throw damaged(b.place(), "a chunk of " + Long.toUnsignedString(bytes) + " bytes in " + stripes + " stripes can't be");
        }
        long profile = type & PROFILES;
        List<Long> copies = copies(b, stripes);
        String refusal = "";
        if (profile != 0 && (profile & ~MIRRORED) != 0 && !(profile == RAID0 && stripes == 1)) {
            int bit = Long.numberOfTrailingZeros(profile & ~MIRRORED) - 3;
            refusal = "in a chunk of the profile " + (bit < NAMES.size() ? NAMES.get(bit) : "0x" + Long.toHexString(profile));
        } else if (copies.isEmpty()) {
            refusal = "on another device of this file system";
        }
        if (chunks.size() == MOST_CHUNKS) {
            throw damaged(b.place(), "more than " + MOST_CHUNKS + " chunks are needed");
        }
        chunks.put(key.offset(), new Chunk(key.offset(), bytes, copies, refusal));
        return stripes;
    }

    /** Where a chunk begins on this device. Of one that is striped a few are enough: it is refused. */
    private List<Long> copies(Bytes b, int stripes) throws FetchException {
        boolean striped = (b.u64le(TYPE) & PROFILES & ~MIRRORED) != 0;
        var copies = new ArrayList<Long>();
        for (int i = 0; i < stripes; i++) {
            int stripe = STRIPE + i * STRIPE_BYTES;
            if (b.u64le(stripe) != device) {
                continue;
            }
            if (copies.size() == MOST_COPIES && !striped) {
                throw damaged(b.place(), "a chunk has more copies on this device than any profile");
            }
            if (copies.size() < MOST_COPIES) {
                copies.add(b.u64le(stripe + STRIPE_OFFSET));
            }
        }
        return copies;
    }

    /** Where so many bytes lie; each place has all of them. */
    List<Long> places(long logical, long bytes, long from) throws FetchException {
        Optional<Chunk> found = known(logical);
        if (found.isEmpty() && tree.isPresent()) {
            Optional<Tree.Item> item = tree.orElseThrow().floor(new Key(CHUNK_OBJECT, Key.CHUNK, logical));
            if (item.isPresent() && item.orElseThrow().key().type() == Key.CHUNK) {
                add(item.orElseThrow().key(), item.orElseThrow().data());
                found = known(logical);
            }
        }
        if (found.isEmpty()) {
            throw damaged(from, "no chunk has the logical address " + Long.toUnsignedString(logical));
        }
        Chunk chunk = found.orElseThrow();
        long within = logical - chunk.start();
        if (bytes < 0 || within > chunk.bytes() - bytes) {
            throw damaged(from, Long.toUnsignedString(bytes) + " bytes at the logical address " + Long.toUnsignedString(logical)
                    + " leave their chunk");
        }
        if (!chunk.refusal().isEmpty()) {
            throw reader.problems().unsupported("SW-V505", from, "what is needed lies " + chunk.refusal(),
                    "profiles single, DUP and RAID1 of one device are read: btrfs balance converts them");
        }
        var places = new ArrayList<Long>();
        for (long copy : chunk.copies()) {
            if (copy < 0 || copy > Long.MAX_VALUE - chunk.bytes()) {
                throw damaged(from, "a chunk lies at byte " + Long.toUnsignedString(copy));
            }
            places.add(copy + within);
        }
        return places;
    }

    private Optional<Chunk> known(long logical) {
        Map.Entry<Long, Chunk> entry = chunks.floorEntry(logical);
        return entry != null && Long.compareUnsigned(logical - entry.getKey(), entry.getValue().bytes()) < 0
                ? Optional.of(entry.getValue())
                : Optional.empty();
    }

    private FetchException damaged(long place, String what) {
        return reader.problems().damaged("SW-V504", place, what);
    }
}
