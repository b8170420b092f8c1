package io.strapwork.driver.virtio.embedded;

import io.strapwork.machine.embedded.virtio.DiskContent;
import java.lang.foreign.MemorySegment;

/** A disk in memory, which counts how often it is closed. */
final class BytesContent implements DiskContent {
    private final MemorySegment all;
    int closed;

    BytesContent(byte[] bytes) {
        this.all = MemorySegment.ofArray(bytes);
    }

    @Override
    public long bytes() {
        return all.byteSize();
    }

    @Override
    public void read(long offset, MemorySegment into) {
        MemorySegment.copy(all, offset, into, 0, into.byteSize());
    }

    @Override
    public void close() {
        closed++;
    }
}
