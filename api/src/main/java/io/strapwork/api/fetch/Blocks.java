package io.strapwork.api.fetch;

import java.lang.foreign.MemorySegment;
import org.apiguardian.api.API;

/** What a file system lies on: a disk, a partition, a file. Used on the boot's own thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Blocks {
    /** Its size in bytes. */
    long bytes();

    /** Bytes of a logical block of the disk below; a power of two from 512 to 65536. */
    int blockSize();

    /**
     * Fills the segment. Offset and length need not be multiples of a block.
     *
     * @param offset in bytes
     * @param into   written to only while this call lasts
     * @throws FetchException a part of the range lies outside, or the disk can't be read
     */
    void read(long offset, MemorySegment into) throws FetchException;
}
