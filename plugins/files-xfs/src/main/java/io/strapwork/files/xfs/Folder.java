package io.strapwork.files.xfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of a directory ({@code xfs_da_format.h}): in the inode, in one block, or in many blocks of data, whose hash index (leaf, node and free blocks, from 32 GiB on) is not needed to read them all.
 */
final class Folder {
    private static final long INDEX = 32L << 30;
    private static final int HEADER2 = 16;
    private static final int HEADER3 = 64;
    private static final int CHECKSUM3 = 4;
    private static final int PLACE3 = 8;
    private static final int UUID3 = 24;
    private static final int OWNER3 = 40;
    private static final int TAIL = 8;
    private static final int LEAF_ENTRY = 8;
    private static final int FREE = 0xffff;
    private static final int ALIGNED = 8;

    private final Geometry geometry;
    private final Inode inode;

    Folder(Geometry geometry, Inode inode) {
        this.geometry = geometry;
        this.inode = inode;
    }

    /** Takes entries, {@code .} and {@code ..} of blocks among them. */
    interface Entries {
        /**
         * @param name of the file
         * @param type {@code XFS_DIR3_FT_*}; 0 where the volume has none
         * @return whether more are wanted
         */
        boolean add(byte[] name, long inode, int type) throws FetchException;
    }

    void read(Entries into) throws FetchException {
        if (inode.format() == Inode.LOCAL) {
            local(into);
            return;
        }
        blocks(into);
    }

    private void local(Entries into) throws FetchException {
        Bytes fork = inode.fork();
        int count = fork.u8(0);
        int numberBytes = fork.u8(1) > 0 ? 8 : 4;
        int at = 2 + numberBytes;
        for (int i = 0; i < count; i++) {
            int length = fork.u8(at);
            byte[] name = fork.array(at + 3, length);
            at += 3 + length;
            int type = geometry.superBlock().hasTypes() ? fork.u8(at++) : 0;
            long number = numberBytes == 8 ? fork.u64be(at) : fork.u32be(at);
            at += numberBytes;
            if (at > inode.bytes()) {
                throw damaged(fork.place(), "its entries are longer than it is");
            }
            if (!into.add(name, number, type)) {
                return;
            }
        }
    }

    private void blocks(Entries into) throws FetchException {
        int perBlock = geometry.superBlock().folderBlockBytes() / geometry.superBlock().blockBytes();
        long end = Math.min(inode.bytes(), INDEX) / geometry.superBlock().blockBytes();
        var pieces = new ArrayList<Bytes>();
        long next = 0;
        for (ExtentMap.Extent extent : ExtentMap.of(geometry, inode).extents()) {
            for (long at = extent.at(); at < Math.min(extent.end(), end); at++) {
                if (!extent.isWritten() || (pieces.isEmpty() ? at % perBlock != 0 : at != next)) {
                    throw damaged(inode.fork().place(), "a part of a directory block is missing");
                }
                pieces.add(geometry.block(extent.block() + at - extent.at(), inode.fork().place()));
                next = at + 1;
                if (pieces.size() == perBlock) {
                    if (!block(joined(pieces), into)) {
                        return;
                    }
                    pieces.clear();
                }
            }
        }
        if (!pieces.isEmpty()) {
            throw damaged(inode.fork().place(), "a part of a directory block is missing");
        }
    }

    private Bytes joined(List<Bytes> pieces) {
        if (pieces.size() == 1) {
            return pieces.getFirst();
        }
        int blockBytes = geometry.superBlock().blockBytes();
        var whole = new byte[pieces.size() * blockBytes];
        for (int i = 0; i < pieces.size(); i++) {
            System.arraycopy(pieces.get(i).array(), 0, whole, i * blockBytes, blockBytes);
        }
        return geometry.reader().wrap(pieces.getFirst().place(), whole);
    }

    private boolean block(Bytes b, Entries into) throws FetchException {
        boolean v5 = geometry.superBlock().isVersion5();
        boolean isOnly = b.has(0, v5 ? "XDB3" : "XD2B");
        if (!isOnly && !b.has(0, v5 ? "XDD3" : "XD2D")) {
            throw damaged(b.place(), "something else is where its entries should be");
        }
        if (v5) {
            geometry.checksum().check(geometry.reader().problems(), b, CHECKSUM3, "directory block");
            geometry.checkHeader(b, PLACE3, UUID3, OWNER3, inode.number(), "directory block");
        }
        long end = b.length();
        if (isOnly) {
            end -= TAIL + LEAF_ENTRY * b.u32be(b.length() - TAIL);
        }
        int at = v5 ? HEADER3 : HEADER2;
        if (end < at) {
            throw damaged(b.place(), "a directory block has more names than there is room for");
        }
        int extra = geometry.superBlock().hasTypes() ? 1 : 0;
        while (at < end) {
            int length;
            if (b.u16be(at) == FREE) {
                length = b.u16be(at + 2);
            } else {
                int nameBytes = b.u8(at + 8);
                length = 8 + 1 + nameBytes + extra + 2 + ALIGNED - 1 & -ALIGNED;
                byte[] name = b.array(at + 9, nameBytes);
                if (nameBytes == 0 || at + length > end) {
                    throw damaged(b.place(), "an entry has " + nameBytes + " characters");
                }
                if (!into.add(name, b.u64be(at), extra == 0 ? 0 : b.u8(at + 9 + nameBytes))) {
                    return false;
                }
            }
            if (length == 0 || length % ALIGNED != 0 || at + length > end) {
                throw damaged(b.place(), "an entry has " + length + " bytes");
            }
            at += length;
        }
        return true;
    }

    private FetchException damaged(long place, String what) {
        return geometry.reader().problems().damaged("SW-V409", place, "folder " + Long.toUnsignedString(inode.number()) + ": " + what);
    }
}
