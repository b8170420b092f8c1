package io.strapwork.machine.memory;

import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** RAM that is one mapping here and one or more ranges for the guest. Owns its arena. Any thread. */
public class MappedRam implements GuestMemory, AutoCloseable {
    private final Arena arena;
    private final MemorySegment bytes;
    private final List<GuestRange> ranges;

    /** @param ranges where the guest sees {@code bytes}, one after the other */
    public MappedRam(Arena arena, MemorySegment bytes, List<GuestRange> ranges) {
        this.arena = arena;
        this.bytes = bytes;
        this.ranges = List.copyOf(ranges);
    }

    @Override
    public final List<GuestRange> ranges() {
        return ranges;
    }

    @Override
    public final MemorySegment at(GuestRange range) {
        long offset = 0;
        for (GuestRange ram : ranges) {
            if (ram.contains(range)) {
                return bytes.asSlice(offset + range.start().value() - ram.start().value(), range.bytes());
            }
            offset += ram.bytes();
        }
        throw new IndexOutOfBoundsException(range + " is not inside RAM " + ranges);
    }

    /** Gives all pages back; touching them afterwards is an {@link IllegalStateException}. May be called twice. */
    @Override
    public final void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
