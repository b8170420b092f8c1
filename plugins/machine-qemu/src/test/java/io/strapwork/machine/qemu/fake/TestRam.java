package io.strapwork.machine.qemu.fake;

import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** RAM from 0 on. */
public record TestRam(MemorySegment bytes) implements GuestMemory {
    public static TestRam of(long size) {
        return new TestRam(Arena.ofAuto().allocate(size, 4096));
    }

    @Override
    public List<GuestRange> ranges() {
        return List.of(GuestRange.of(0, bytes.byteSize()));
    }

    @Override
    public MemorySegment at(GuestRange range) {
        return bytes.asSlice(range.start().value(), range.bytes());
    }
}
