package io.strapwork.files.btrfs;

/**
 * Where a tree begins.
 *
 * @param id         of the tree: that of a subvolume, for instance
 * @param block      its first node, a logical address
 * @param generation in which that node was written
 * @param folder     a subvolume's root folder
 */
record Root(long id, long block, int level, long generation, long folder) {}
