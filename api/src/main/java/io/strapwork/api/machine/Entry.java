package io.strapwork.api.machine;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Where and how the CPU is let go.
 *
 * @param cpu      registers
 * @param contract what the code there relies on
 * @param code     the placed ranges that may hold the entry
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Entry(CpuState cpu, EntryContract contract, List<GuestRange> code) {
    public Entry {
        code = List.copyOf(code);
    }
}
