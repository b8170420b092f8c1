package io.strapwork.volumes;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.link.Disk;
import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A whole disk. What the driver reports is the fetch's problem. */
public record DiskBlocks(Disk disk) implements Blocks {
    @Override
    public long bytes() {
        return disk.facts().bytes();
    }

    @Override
    public int blockSize() {
        return disk.facts().blockSize();
    }

    @Override
    public void read(long offset, MemorySegment into) throws FetchException {
        if (offset < 0 || offset > bytes() - into.byteSize()) {
            throw new VolumeProblems("disk").outside(offset, into.byteSize(), bytes());
        }
        try {
            disk.read(offset, into);
        } catch (StrapworkException e) {
            throw new FetchException(e.problems().getFirst(), List.of(), e);
        }
    }
}
