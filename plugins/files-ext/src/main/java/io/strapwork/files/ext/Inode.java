package io.strapwork.files.ext;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileTree;

/**
 * An inode (Documentation/filesystems/ext4/inodes.rst).
 *
 * @param bytes of the file, link or folder
 * @param raw   all of it
 */
record Inode(long number, FileTree.Kind kind, long bytes, int flags, Bytes raw) implements FileTree.Node {
    /** i_block, which may hold block numbers, extents or the file itself. */
    static final int BLOCK = 0x28;
    static final int BLOCK_BYTES = 60;
    private static final int COMPRESSED = 0x4;
    /** Without this one, what is asked to be compressed is not yet. */
    private static final int COMPRESSED_BLOCKS = 0x200;
    private static final int ENCRYPTED = 0x800;
    private static final int EXTENTS = 0x80000;
    private static final int INLINE = 0x10000000;
    private static final int CASE_FOLDED = 0x40000000;

    static Inode of(long number, Bytes raw, boolean largeFolders) throws FetchException {
        FileTree.Kind kind = FileTree.Kind.ofMode(raw.u16le(0));
        boolean large = kind == FileTree.Kind.FILE || kind == FileTree.Kind.FOLDER && largeFolders;
        return new Inode(number, kind, raw.u32le(4) | (large ? raw.u32le(0x6c) << 32 : 0), raw.i32le(0x20), raw);
    }

    boolean isCompressed() {
        return (flags & COMPRESSED) != 0 && (flags & COMPRESSED_BLOCKS) != 0;
    }

    boolean isEncrypted() {
        return (flags & ENCRYPTED) != 0;
    }

    boolean hasExtents() {
        return (flags & EXTENTS) != 0;
    }

    boolean isInline() {
        return (flags & INLINE) != 0;
    }

    boolean foldsCase() {
        return (flags & CASE_FOLDED) != 0;
    }
}
