package io.strapwork.files.btrfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;

/** Of an item in a tree ({@code struct btrfs_disk_key}); all three are unsigned, and they are ordered by the first that differs. */
record Key(long object, int type, long offset) implements Comparable<Key> {
    static final int BYTES = 17;
    static final int INODE = 1;
    static final int FOLDER_ENTRY = 84;
    static final int FOLDER_INDEX = 96;
    static final int EXTENT = 108;
    static final int ROOT = 132;
    static final int ROOT_REFERENCE = 156;
    static final int CHUNK = 228;

    static Key at(Bytes bytes, int at) throws FetchException {
        return new Key(bytes.u64le(at), bytes.u8(at + 8), bytes.u64le(at + 9));
    }

    @Override
    public int compareTo(Key other) {
        int byObject = Long.compareUnsigned(object, other.object);
        int byType = byObject != 0 ? byObject : Integer.compare(type, other.type);
        return byType != 0 ? byType : Long.compareUnsigned(offset, other.offset);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(object) + " " + type + " " + Long.toUnsignedString(offset);
    }
}
