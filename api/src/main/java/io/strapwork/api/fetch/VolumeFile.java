package io.strapwork.api.fetch;

import java.lang.foreign.MemorySegment;
import org.apiguardian.api.API;

/** A regular file of a volume. Used on the boot's own thread, while its volume is. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface VolumeFile {
    /** Its size in bytes; holes count. */
    long bytes();

    /**
     * Fills the segment with the file's bytes from an offset on; holes are zeros.
     *
     * @param into written to only while this call lasts
     * @throws FetchException the range lies outside of the file, the volume is damaged, or the disk can't be read
     */
    void read(long offset, MemorySegment into) throws FetchException;
}
