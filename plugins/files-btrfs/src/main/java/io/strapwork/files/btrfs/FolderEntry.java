package io.strapwork.files.btrfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import java.util.Arrays;
import java.util.Optional;

/**
 * A name in a folder ({@code struct btrfs_dir_item}).
 *
 * @param location an inode of the same subvolume, or another subvolume's root
 * @param type     {@code BTRFS_FT_*}
 */
record FolderEntry(Key location, int type, byte[] name, int length) {
    private static final int DATA_BYTES = 25;
    private static final int NAME_BYTES = 27;
    private static final int TYPE = 29;
    private static final int NAME = 30;

    static FolderEntry at(Bytes item, int at) throws FetchException {
        int nameBytes = item.u16le(at + NAME_BYTES);
        return new FolderEntry(Key.at(item, at), item.u8(at + TYPE), item.array(at + NAME, nameBytes),
                NAME + nameBytes + item.u16le(at + DATA_BYTES));
    }

    /** The one of this name among those whose hash is the same. */
    static Optional<FolderEntry> find(Bytes item, byte[] name) throws FetchException {
        for (int at = 0; at < item.length();) {
            FolderEntry entry = at(item, at);
            if (Arrays.equals(entry.name(), name)) {
                return Optional.of(entry);
            }
            at += entry.length();
        }
        return Optional.empty();
    }
}
