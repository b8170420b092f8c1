package io.strapwork.machine.embedded.virtio;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The bytes of a disk. On the thread of the bus call. */
public interface DiskContent extends AutoCloseable {
    long bytes();

    /**
     * Fills the segment, which is within the disk.
     *
     * @throws IOException the disk can't be read there: the driver is told of an I/O error
     */
    void read(long offset, MemorySegment into) throws IOException;

    /** Nothing is read afterwards. May be called twice. */
    @Override
    void close();
}
