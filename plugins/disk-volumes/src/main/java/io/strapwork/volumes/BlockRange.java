package io.strapwork.volumes;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import java.lang.foreign.MemorySegment;

/**
 * A part of something: a partition of a disk. What it is asked outside of itself it refuses.
 *
 * @param offset of its first byte in the whole
 */
public record BlockRange(Blocks whole, long offset, long bytes) implements Blocks {
    /** @throws IllegalArgumentException it leaves the whole */
    public BlockRange {
        if (offset < 0 || bytes < 0 || offset > whole.bytes() - bytes) {
            throw new IllegalArgumentException(bytes + " bytes at " + offset + " of " + whole.bytes());
        }
    }

    @Override
    public int blockSize() {
        return whole.blockSize();
    }

    @Override
    public void read(long at, MemorySegment into) throws FetchException {
        if (at < 0 || at > bytes - into.byteSize()) {
            throw new VolumeProblems("partition").outside(at, into.byteSize(), bytes);
        }
        whole.read(offset + at, into);
    }
}
