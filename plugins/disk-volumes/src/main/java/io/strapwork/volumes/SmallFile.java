package io.strapwork.volumes;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.VolumeFile;
import java.lang.foreign.MemorySegment;

/** A file whose bytes are known already: those that lie in an inode. */
public final class SmallFile implements VolumeFile {
    private final VolumeProblems problems;
    private final byte[] content;

    /** @param content not changed afterwards */
    public SmallFile(VolumeProblems problems, byte[] content) {
        this.problems = problems;
        this.content = content;
    }

    @Override
    public long bytes() {
        return content.length;
    }

    @Override
    public void read(long offset, MemorySegment into) throws FetchException {
        FileExtents.checkRange(problems, content.length, offset, into.byteSize());
        MemorySegment.copy(MemorySegment.ofArray(content), offset, into, 0, into.byteSize());
    }
}
