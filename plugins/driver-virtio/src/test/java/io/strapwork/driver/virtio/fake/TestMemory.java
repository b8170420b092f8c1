package io.strapwork.driver.virtio.fake;

import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** RAM from 64 KiB on, handed out from its start. */
public final class TestMemory implements DmaMemory, GuestMemory {
    private static final long START = 0x10000;

    private final MemorySegment bytes;
    private long next = START;

    public TestMemory(long size) {
        this.bytes = Arena.ofAuto().allocate(size, 4096);
    }

    @Override
    public GuestRange allocate(long count, long alignment) {
        GuestAddress start = new GuestAddress(next).alignUp(alignment);
        var range = new GuestRange(start, count);
        at(range);
        next = range.end().value();
        return range;
    }

    @Override
    public GuestMemory memory() {
        return this;
    }

    @Override
    public List<GuestRange> ranges() {
        return List.of(GuestRange.of(START, bytes.byteSize()));
    }

    @Override
    public MemorySegment at(GuestRange range) {
        return bytes.asSlice(range.start().value() - START, range.bytes());
    }
}
