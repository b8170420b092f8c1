package io.strapwork.files.xfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileExtents;
import java.util.ArrayList;
import java.util.List;

/** Where the blocks of a data fork lie, in order: from a list in the inode, or from a B-tree below it ({@code xfs_bmbt_rec}, {@code xfs_bmdr_block}, {@code xfs_btree_block}). */
final class ExtentMap {
    private static final int RECORD = 16;
    private static final int KEY = 8;
    private static final int ROOT_HEADER = 4;
    private static final int LEVEL = 4;
    private static final int RECORDS = 6;
    private static final int HEADER = 24;
    private static final int HEADER5 = 72;
    private static final int PLACE5 = 24;
    private static final int UUID5 = 40;
    private static final int OWNER5 = 56;
    private static final int CHECKSUM5 = 64;
    /** {@code XFS_BM_MAXLEVELS} of the largest file. */
    private static final int DEEPEST = 9;
    private static final int MOST = 1 << 20;

    private final Geometry geometry;
    private final Inode inode;
    private final List<Extent> extents = new ArrayList<>();
    private long end;

    /**
     * @param at    first block of the file
     * @param block first block of the volume
     */
    record Extent(long at, long block, long count, boolean isWritten) {
        long end() {
            return at + count;
        }
    }

    private ExtentMap(Geometry geometry, Inode inode) {
        this.geometry = geometry;
        this.inode = inode;
    }

    static ExtentMap of(Geometry geometry, Inode inode) throws FetchException {
        var map = new ExtentMap(geometry, inode);
        if (inode.isRealtime()) {
            throw geometry.reader().problems().unsupported("SW-V408", inode.fork().place(),
                    "inode " + Long.toUnsignedString(inode.number()) + " is a realtime file: its content is on another device",
                    "copy it to a new file without the realtime flag");
        }
        if (inode.extents() > MOST || inode.extents() < 0) {
            throw map.damaged(inode.fork().place(), "it has " + Long.toUnsignedString(inode.extents()) + " extents");
        }
        if (inode.format() == Inode.EXTENTS) {
            if (inode.extents() > inode.fork().length() / RECORD) {
                throw map.damaged(inode.fork().place(), "it has more extents than it can hold");
            }
            map.records(inode.fork(), 0, (int) inode.extents());
        } else if (inode.format() == Inode.BTREE) {
            map.root();
        } else {
            throw map.damaged(inode.fork().place(), "its format is " + inode.format());
        }
        return map;
    }

    List<Extent> extents() {
        return extents;
    }

    /** The first bytes of what is mapped, as a file; what was allocated but not written is zeros. */
    FileExtents file(long bytes) throws FetchException {
        FileExtents.Builder file = FileExtents.of(geometry.reader(), bytes);
        int blockBytes = geometry.superBlock().blockBytes();
        for (Extent extent : extents) {
            if (file.isFull() || extent.at() > bytes / blockBytes) {
                break;
            }
            if (extent.isWritten()) {
                file.add(extent.at() * blockBytes, geometry.offset(extent.block(), extent.count(), inode.fork().place()),
                        extent.count() * blockBytes);
            }
        }
        return file.build();
    }

    private void root() throws FetchException {
        Bytes fork = inode.fork();
        int level = fork.u16be(0);
        int count = fork.u16be(2);
        int most = (fork.length() - ROOT_HEADER) / (KEY + KEY);
        if (level == 0 || level > DEEPEST || count == 0 || count > most) {
            throw damaged(fork.place(), "the root of its extents can't be");
        }
        for (int i = 0; i < count; i++) {
            node(fork.u64be(ROOT_HEADER + most * KEY + i * KEY), level - 1, fork.place());
        }
        if (extents.size() != inode.extents()) {
            throw damaged(fork.place(), "it has " + extents.size() + " extents, but should have " + Long.toUnsignedString(inode.extents()));
        }
    }

    private void node(long block, int level, long from) throws FetchException {
        Bytes b = geometry.block(block, from);
        boolean v5 = geometry.superBlock().isVersion5();
        if (!b.has(0, v5 ? "BMA3" : "BMAP") || b.u16be(LEVEL) != level) {
            throw damaged(b.place(), "the tree of its extents leads to something else");
        }
        if (v5) {
            geometry.checksum().check(geometry.reader().problems(), b, CHECKSUM5, "block of extents");
            geometry.checkHeader(b, PLACE5, UUID5, OWNER5, inode.number(), "block of extents");
        }
        int header = v5 ? HEADER5 : HEADER;
        int count = b.u16be(RECORDS);
        int most = (b.length() - header) / RECORD;
        if (count == 0 || count > most) {
            throw damaged(b.place(), "a block of extents has " + count);
        }
        if (level == 0) {
            records(b, header, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            node(b.u64be(header + most * KEY + i * KEY), level - 1, b.place());
        }
    }

    private void records(Bytes b, int from, int count) throws FetchException {
        for (int i = 0; i < count; i++) {
            // 1 bit: unwritten; 54: block of the file; 52: block of the volume; 21: how many
            long high = b.u64be(from + i * RECORD);
            long low = b.u64be(from + i * RECORD + 8);
            var extent = new Extent(high << 1 >>> 10, (high & 0x1ff) << 43 | low >>> 21, low & (1L << 21) - 1, high >= 0);
            geometry.offset(extent.block(), extent.count(), b.place());
            if (extent.at() < end || extent.count() == 0 || extent.end() > Long.MAX_VALUE / geometry.superBlock().blockBytes()) {
                throw damaged(b.place(), "its extents are out of order");
            }
            if (inode.extents() == extents.size()) {
                throw damaged(b.place(), "it has more extents than it says");
            }
            end = extent.end();
            extents.add(extent);
        }
    }

    private FetchException damaged(long place, String what) {
        return geometry.reader().problems().damaged("SW-V407", place, "inode " + Long.toUnsignedString(inode.number()) + ": " + what);
    }
}
