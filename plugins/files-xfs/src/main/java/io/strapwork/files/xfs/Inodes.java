package io.strapwork.files.xfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileTree.Kind;

/** Reads inodes ({@code struct xfs_dinode}). Their number says where they are, so no B-tree is asked, and sparse chunks are like others. */
final class Inodes {
    private static final int MODE = 2;
    private static final int VERSION = 4;
    private static final int FORMAT = 5;
    private static final int EXTENTS64 = 24;
    private static final int SIZE = 56;
    private static final int EXTENTS = 76;
    private static final int FORK_OFFSET = 82;
    private static final int FLAGS = 90;
    private static final int CHECKSUM = 100;
    private static final int FLAGS2 = 120;
    private static final int NUMBER = 152;
    private static final int UUID = 160;
    private static final int CORE = 100;
    private static final int CORE3 = 176;
    private static final int REALTIME = 1;
    private static final int HAS_EXTENTS64 = 0x10;

    private final Geometry geometry;

    Inodes(Geometry geometry) {
        this.geometry = geometry;
    }

    Inode root() throws FetchException {
        Inode root = read(geometry.superBlock().rootInode());
        if (root.kind() != Kind.FOLDER) {
            throw damaged(root.fork().place(), root.number(), "it is the root, but no folder");
        }
        return root;
    }

    Inode read(long number) throws FetchException {
        SuperBlock superBlock = geometry.superBlock();
        long block = geometry.offset(number >>> superBlock.inodeBits(), 1, 0);
        long place = block + (number & (1L << superBlock.inodeBits()) - 1) * superBlock.inodeBytes();
        Bytes b = geometry.reader().read(place, superBlock.inodeBytes());
        if (!b.has(0, "IN")) {
            throw damaged(place, number, "there is none");
        }
        int version = b.u8(VERSION);
        boolean v3 = version == 3;
        if (version < 1 || version > 3 || v3 != superBlock.isVersion5()) {
            throw damaged(place, number, "its version is " + version);
        }
        if (v3) {
            geometry.checksum().check(geometry.reader().problems(), b, CHECKSUM, "inode " + Long.toUnsignedString(number));
            if (b.u64be(NUMBER) != number || !b.uuid(UUID).equals(superBlock.metaUuid())) {
                throw damaged(place, number, "it is that of another file or volume");
            }
        }
        int core = v3 ? CORE3 : CORE;
        int room = superBlock.inodeBytes() - core;
        int attributes = b.u8(FORK_OFFSET) * 8;
        if (attributes > room) {
            throw damaged(place, number, "its forks are larger than it is");
        }
        long size = b.u64be(SIZE);
        if (size < 0) {
            throw damaged(place, number, "its size is " + Long.toUnsignedString(size));
        }
        long extents = v3 && (b.u64be(FLAGS2) & HAS_EXTENTS64) != 0 ? b.u64be(EXTENTS64) : b.u32be(EXTENTS);
        return new Inode(number, Kind.ofMode(b.u16be(MODE)), b.u8(FORMAT), size, extents, (b.u16be(FLAGS) & REALTIME) != 0,
                b.slice(core, attributes > 0 ? attributes : room));
    }

    private FetchException damaged(long place, long number, String what) {
        return geometry.reader().problems().damaged("SW-V406", place, "inode " + Long.toUnsignedString(number) + ": " + what);
    }
}
