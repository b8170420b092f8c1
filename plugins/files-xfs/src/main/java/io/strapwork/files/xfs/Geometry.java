package io.strapwork.files.xfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.VolumeReader;

/** Where blocks lie on the volume: a block's number has its group's in the upper bits ({@code XFS_FSB_TO_DADDR}). */
record Geometry(VolumeReader reader, SuperBlock superBlock, Checksum checksum) {
    /**
     * Where so many blocks begin.
     *
     * @param from names what refers to them: a byte of the volume
     */
    long offset(long block, long count, long from) throws FetchException {
        long group = block >>> superBlock.groupBits();
        long within = block & (1L << superBlock.groupBits()) - 1;
        long inGroup = group < superBlock.groups() - 1
                ? superBlock.groupBlocks()
                : superBlock.blocks() - (superBlock.groups() - 1L) * superBlock.groupBlocks();
        if (group >= superBlock.groups() || count < 0 || within > inGroup - count) {
            throw reader.problems().damaged("SW-V404", from,
                    "a reference to " + count + " blocks at block " + Long.toUnsignedString(block) + " leads out of all allocation groups");
        }
        return (group * superBlock.groupBlocks() + within) * superBlock.blockBytes();
    }

    /** A block of metadata. */
    Bytes block(long block, long from) throws FetchException {
        return reader.read(offset(block, 1, from), superBlock.blockBytes());
    }

    /** What each header of version 5 repeats: where it is, whose it is, and of which volume. */
    void checkHeader(Bytes structure, int placeAt, int uuidAt, int ownerAt, long owner, String what) throws FetchException {
        boolean here = structure.u64be(placeAt) == structure.place() >>> 9;
        if (!here || !structure.uuid(uuidAt).equals(superBlock.metaUuid()) || structure.u64be(ownerAt) != owner) {
            throw reader.problems().damaged("SW-V405", structure.place(),
                    "the " + what + " is that of another " + (here ? "file or volume" : "place"));
        }
    }
}
