package io.strapwork.machine.embedded.virtio;

import java.lang.foreign.MemorySegment;

/** The bytes of a disk. On the thread of the bus call. */
public interface DiskContent extends AutoCloseable {
    long bytes();

    /** Fills the segment, which is within the disk. */
    void read(long offset, MemorySegment into);

    /** Nothing is read afterwards. May be called twice. */
    @Override
    void close();
}
