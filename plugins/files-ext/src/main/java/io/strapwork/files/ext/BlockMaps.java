package io.strapwork.files.ext;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileExtents;
import io.strapwork.volumes.VolumeReader;

/** Where an inode's blocks are: in extent trees (Documentation/filesystems/ext4/ifork.rst), or in block maps of ext2 and ext3. */
final class BlockMaps {
    private static final int EXTENT_MAGIC = 0xf30a;
    private static final int HEADER_BYTES = 12;
    private static final int ENTRY_BYTES = 12;
    private static final int DEEPEST = 5;
    /** Longer ones are allocated but not written. */
    private static final int LONGEST_WRITTEN = 32_768;
    private static final int DIRECT = 12;
    private static final int LEVELS = 3;

    private final VolumeReader reader;
    private final int blockBytes;
    private final ExtProblems problems;

    BlockMaps(VolumeReader reader, Superblock superblock, ExtProblems problems) {
        this.reader = reader;
        this.blockBytes = superblock.blockBytes();
        this.problems = problems;
    }

    FileExtents map(Inode inode) throws FetchException {
        if (inode.bytes() < 0) {
            throw problems.structure(inode.raw().place(),
                    "inode " + inode.number() + " has " + Long.toUnsignedString(inode.bytes()) + " bytes");
        }
        FileExtents.Builder into = FileExtents.of(reader, inode.bytes());
        Bytes block = inode.raw().slice(Inode.BLOCK, Inode.BLOCK_BYTES);
        if (inode.hasExtents()) {
            tree(block, DEEPEST, into);
        } else {
            indirect(block, inode.bytes(), into);
        }
        return into.build();
    }

    private void tree(Bytes node, int most, FileExtents.Builder into) throws FetchException {
        int entries = node.u16le(2);
        int depth = node.u16le(6);
        if (node.u16le(0) != EXTENT_MAGIC || depth > most || entries > (node.length() - HEADER_BYTES) / ENTRY_BYTES) {
            throw problems.structure(node.place(),
                    "this is no extent tree's node of depth " + most + " or less, with a magic and as many entries as there is room for");
        }
        for (int i = 0; i < entries && !into.isFull(); i++) {
            int at = HEADER_BYTES + i * ENTRY_BYTES;
            if (depth > 0) {
                long child = node.u32le(at + 4) | (long) node.u16le(at + 8) << 32;
                tree(reader.read(reader.offset(child, blockBytes), blockBytes), depth - 1, into);
            } else {
                extent(node.slice(at, ENTRY_BYTES), into);
            }
        }
    }

    private void extent(Bytes extent, FileExtents.Builder into) throws FetchException {
        int length = extent.u16le(4);
        if (length <= LONGEST_WRITTEN) {
            long start = extent.u32le(8) | (long) extent.u16le(6) << 32;
            into.add(extent.u32le(0) * blockBytes, reader.offset(start, blockBytes), (long) length * blockBytes);
        }
    }

    private void indirect(Bytes block, long bytes, FileExtents.Builder into) throws FetchException {
        long blocks = Math.ceilDiv(bytes, blockBytes);
        long at = 0;
        data(block, (int) Math.min(DIRECT, blocks), at, into);
        at += DIRECT;
        long span = 1;
        for (int level = 1; level <= LEVELS && at < blocks; level++) {
            span *= blockBytes / 4;
            pointers(block.u32le(4 * (DIRECT + level - 1)), span, at, blocks, into);
            at += span;
        }
    }

    /** @param span how many blocks of the file a block of pointers stands for */
    private void pointers(long block, long span, long at, long blocks, FileExtents.Builder into) throws FetchException {
        if (block == 0) {
            return;
        }
        Bytes pointers = reader.read(reader.offset(block, blockBytes), blockBytes);
        long each = span / (blockBytes / 4);
        if (each == 1) {
            data(pointers, (int) Math.min(blockBytes / 4, blocks - at), at, into);
            return;
        }
        for (int i = 0; i < blockBytes / 4 && at + i * each < blocks; i++) {
            pointers(pointers.u32le(4 * i), each, at + i * each, blocks, into);
        }
    }

    /** Blocks in a row, of which a file has many, are one extent. */
    private void data(Bytes block, int count, long at, FileExtents.Builder into) throws FetchException {
        int[] numbers = block.i32sLe(0, count);
        for (int i = 0; i < count;) {
            int begin = i++;
            if (numbers[begin] == 0) {
                continue;
            }
            while (i < count && numbers[i] == numbers[i - 1] + 1 && numbers[i] != 0) {
                i++;
            }
            into.add((at + begin) * blockBytes, reader.offset(Integer.toUnsignedLong(numbers[begin]), blockBytes),
                    (long) (i - begin) * blockBytes);
        }
    }
}
