package io.strapwork.files.ext;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.VolumeReader;

/** Finds inodes through the group descriptors (Documentation/filesystems/ext4/group_descr.rst). */
final class Inodes {
    private static final int TABLE_LOW = 8;
    private static final int TABLE_HIGH = 40;
    private static final int WIDE_DESCRIPTOR = 64;
    private final VolumeReader reader;
    private final Superblock superblock;
    private final ExtProblems problems;

    Inodes(VolumeReader reader, Superblock superblock, ExtProblems problems) {
        this.reader = reader;
        this.superblock = superblock;
        this.problems = problems;
    }

    /** @param from what names it, for the problem: a byte of the volume */
    Inode get(long number, long from) throws FetchException {
        if (number < 1 || number > superblock.inodes()) {
            throw problems.structure(from, "inode " + number + " is none of the " + superblock.inodes());
        }
        long group = (number - 1) / superblock.inodesPerGroup();
        long index = (number - 1) % superblock.inodesPerGroup();
        int within = (int) (group * superblock.descriptorBytes() % superblock.blockBytes());
        long block = reader.offset(superblock.descriptorBlock(group), superblock.blockBytes());
        Bytes descriptor = reader.read(block + within, superblock.descriptorBytes());
        long table = descriptor.u32le(TABLE_LOW)
                | (superblock.descriptorBytes() >= WIDE_DESCRIPTOR ? descriptor.u32le(TABLE_HIGH) << 32 : 0);
        long place = reader.offset(table, superblock.blockBytes()) + index * superblock.inodeBytes();
        return Inode.of(number, reader.read(place, superblock.inodeBytes()), superblock.hasLargeFolders());
    }
}
