package io.strapwork.files.xfs;

import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileTree;

/**
 * A file, folder or link.
 *
 * @param format  of its data fork: {@link #LOCAL}, {@link #EXTENTS}, {@link #BTREE}
 * @param bytes   its size
 * @param extents how many its data fork has
 * @param fork    the data fork: bytes, extents or the root of a B-tree
 */
record Inode(long number, FileTree.Kind kind, int format, long bytes, long extents, boolean isRealtime,
        Bytes fork) implements FileTree.Node {
    static final int LOCAL = 1;
    static final int EXTENTS = 2;
    static final int BTREE = 3;
}
