package io.strapwork.files.fat;

import io.strapwork.volumes.FileTree;

/**
 * A folder or file.
 *
 * @param name      the long one where there is one
 * @param shortName 8.3
 * @param cluster   the first one; 0 of an empty file, and of the root folder of FAT12 and FAT16
 * @param place     of its entry, in bytes of the volume
 */
record FatEntry(FileTree.Kind kind, String name, String shortName, long cluster, long bytes, long place) implements FileTree.Node {}
