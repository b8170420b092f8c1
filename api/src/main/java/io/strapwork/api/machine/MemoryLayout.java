package io.strapwork.api.machine;

import java.util.List;
import org.apiguardian.api.API;

/**
 * What images may be placed in.
 *
 * @param ram      all RAM
 * @param reserved parts of it that the machine keeps through the handoff (a shim, tables, a device tree); images never go there
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record MemoryLayout(List<GuestRange> ram, List<GuestRange> reserved) {
    public MemoryLayout {
        ram = List.copyOf(ram);
        reserved = List.copyOf(reserved);
    }

    /** RAM that is not reserved, in order. */
    public List<GuestRange> free() {
        return GuestRange.minus(ram, reserved);
    }

    /** The sum of all RAM. */
    public long ramBytes() {
        return ram.stream().mapToLong(GuestRange::bytes).sum();
    }
}
