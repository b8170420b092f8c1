package io.strapwork.api.machine;

import java.util.List;

/**
 * Where and how the CPU is let go.
 *
 * @param cpu      registers
 * @param contract what the code there relies on
 * @param code     the placed ranges that may hold the entry
 */
public record Entry(CpuState cpu, EntryContract contract, List<GuestRange> code) {
    public Entry {
        code = List.copyOf(code);
    }
}
