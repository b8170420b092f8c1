package io.strapwork.runtime.pack;

import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What a shim unpacks.
 *
 * @param kind   how it goes on
 * @param values of that kind
 * @param line   the kernel's command line, where the kind wants one
 * @param parts  don't overlap
 */
public record Bundle(EntryKind kind, List<Long> values, String line, List<Part> parts) {
    public Bundle {
        values = List.copyOf(values);
        parts = List.copyOf(parts);
    }

    /**
     * Bytes with their place.
     *
     * @param name  for people; it does not travel
     * @param at    where they go; what is behind the bytes becomes zeros
     * @param bytes whose size is at most that of the place
     */
    public record Part(String name, GuestRange at, MemorySegment bytes) {}
}
