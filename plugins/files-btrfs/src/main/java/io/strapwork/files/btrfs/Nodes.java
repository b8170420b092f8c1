package io.strapwork.files.btrfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.VolumeReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads nodes ({@code struct btrfs_header}), each from the first of its copies that is sound. */
final class Nodes {
    static final int HEADER = 101;
    static final int LEAF_ITEM = 25;
    static final int POINTER = 33;
    private static final int UUID = 32;
    private static final int PLACE = 48;
    private static final int GENERATION = 80;
    private static final int ITEMS = 96;
    private static final int LEVEL = 100;
    private static final int CACHED = 64;

    private final VolumeReader reader;
    private final SuperBlock superBlock;
    private final Chunks chunks;
    private final boolean checks;
    private final Map<Long, Node> cache = new LinkedHashMap<>(CACHED, 0.75f, true);

    /** @param keys of its items or pointers, in order */
    record Node(Bytes bytes, int level, long generation, Key[] keys) {}

    Nodes(VolumeReader reader, SuperBlock superBlock, Chunks chunks, boolean checks) {
        this.reader = reader;
        this.superBlock = superBlock;
        this.chunks = chunks;
        this.checks = checks;
    }

    VolumeReader reader() {
        return reader;
    }

    /** @param from what refers to it: a byte of the volume */
    Node read(long logical, int level, long generation, long from) throws FetchException {
        Node cached = cache.get(logical);
        if (cached != null && cached.level() == level && cached.generation() == generation) {
            reader.spend(cached.bytes().place(), superBlock.nodeBytes());
            return cached;
        }
        Optional<FetchException> failed = Optional.empty();
        for (long place : chunks.places(logical, superBlock.nodeBytes(), from)) {
            Bytes b = reader.read(place, superBlock.nodeBytes());
            Optional<String> wrong = wrong(b, logical, level, generation);
            if (wrong.isEmpty()) {
                var node = new Node(b, level, generation, keys(b, level));
                cache.put(logical, node);
                if (cache.size() > CACHED) {
                    cache.remove(cache.keySet().iterator().next());
                }
                return node;
            }
            failed = Optional.of(damaged(place, wrong.orElseThrow()));
        }
        throw failed.orElseThrow();
    }

    private Optional<String> wrong(Bytes b, long logical, int level, long generation) throws FetchException {
        if (checks && !superBlock.checksum().isRight(b.array())) {
            return Optional.of("the checksum of a node is wrong");
        }
        if (b.u64le(PLACE) != logical || !b.uuid(UUID).equals(superBlock.metaUuid())) {
            return Optional.of("a node is that of another place or volume");
        }
        if (b.u8(LEVEL) != level || b.u64le(GENERATION) != generation) {
            return Optional.of("a node is another one than is referred to: level " + b.u8(LEVEL) + ", generation "
                    + Long.toUnsignedString(b.u64le(GENERATION)));
        }
        return Optional.empty();
    }

    private Key[] keys(Bytes b, int level) throws FetchException {
        long count = b.u32le(ITEMS);
        int each = level == 0 ? LEAF_ITEM : POINTER;
        if (count > (b.length() - HEADER) / each) {
            throw damaged(b.place(), "a node has " + count + " items");
        }
        var keys = new Key[(int) count];
        for (int i = 0; i < count; i++) {
            keys[i] = Key.at(b, HEADER + i * each);
            if (i > 0 && keys[i - 1].compareTo(keys[i]) >= 0) {
                throw damaged(b.place(), "the keys of a node are out of order");
            }
        }
        return keys;
    }

    FetchException damaged(long place, String what) {
        return reader.problems().damaged("SW-V503", place, what);
    }
}
