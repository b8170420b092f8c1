package io.strapwork.api.load;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.MemorySegment;
import org.apiguardian.api.API;

/**
 * Bytes that go to one place in guest memory.
 *
 * @param name        for people: {@code "kernel.0"}, {@code "initrd"}, {@code "device-tree"}
 * @param at          its first address
 * @param source      the bytes
 * @param memoryBytes at least as many as {@code source} has; the rest is zeroed (BSS)
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Segment(String name, GuestAddress at, MemorySegment source, long memoryBytes) {
    public Segment {
        if (memoryBytes < source.byteSize()) {
            throw new IllegalArgumentException(name + " has " + source.byteSize() + " bytes for " + memoryBytes + " bytes of memory");
        }
    }

    public Segment(String name, GuestAddress at, MemorySegment source) {
        this(name, at, source, source.byteSize());
    }

    public GuestRange range() {
        return new GuestRange(at, memoryBytes);
    }
}
