package io.strapwork.api.link;

import java.lang.foreign.MemorySegment;
import org.apiguardian.api.API;

/** A disk that is read. Used on the boot's own thread; reading blocks, but never without a time limit. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Disk {
    DiskFacts facts();

    /**
     * Fills the segment. Any offset and length within the disk, whatever its block size; the driver divides what is large and keeps several requests under way.
     *
     * @param offset in bytes
     * @param into   written to only while this call lasts; what it holds after a failure is undefined
     * @throws io.strapwork.api.plugin.StrapworkException the disk reported an error, did not answer, or broke its protocol
     * @throws IndexOutOfBoundsException a part of the range is outside of the disk
     */
    void read(long offset, MemorySegment into);

    /** Stops the device so that it touches no memory any more. Nothing is read afterwards. May be called twice. */
    void quiesce();
}
