package io.strapwork.files.btrfs;

import io.strapwork.volumes.FileTree;

/**
 * A file, folder or link of a subvolume.
 *
 * @param subvolume the tree that has it
 * @param bytes     its size
 */
record Inode(Tree subvolume, long number, FileTree.Kind kind, long bytes) implements FileTree.Node {
    /** For people. */
    String name() {
        return "inode " + Long.toUnsignedString(number) + " of subvolume " + Long.toUnsignedString(subvolume.root().id());
    }
}
