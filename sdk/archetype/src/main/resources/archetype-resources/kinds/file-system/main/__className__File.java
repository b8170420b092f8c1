package ${package};

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.VolumeFile;
import java.lang.foreign.MemorySegment;

/** A file in one piece. */
record ${className}File(Blocks blocks, long place, long bytes) implements VolumeFile {
    void check() throws FetchException {
        if (place > blocks.bytes() - bytes) {
            throw ${className}FileSystem.damaged("a file lies outside of the volume");
        }
    }

    @Override
    public void read(long offset, MemorySegment into) throws FetchException {
        check();
        if (offset < 0 || offset > bytes - into.byteSize()) {
            throw ${className}FileSystem.damaged(into.byteSize() + " bytes from " + offset + " on are not in a file of " + bytes);
        }
        blocks.read(place + offset, into);
    }
}
