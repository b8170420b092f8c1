package io.strapwork.runtime.walk;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.FirmwareCalls;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import java.util.List;
import java.util.Optional;

/**
 * A boot that stands before its last jump, for whoever packs it in place of the jump. Valid while the packer runs.
 *
 * @param profile  the profile's name
 * @param cpu      registers at the entry
 * @param contract what the code there relies on; kept, as the machine's own check would have it
 * @param ranges   what was placed, in any order; they don't overlap
 * @param memory   where it was placed; to be read only
 * @param calls    what would answer the guest, if it calls; it can be asked
 */
public record PlacedBoot(String profile, Architecture architecture, CpuState cpu, String contract, List<Range> ranges, GuestMemory memory,
        Optional<FirmwareCalls> calls) {
    public PlacedBoot {
        ranges = List.copyOf(ranges);
    }

    /** A placed segment. @param bytes of it that the boot gave; the rest is zeros */
    public record Range(String name, GuestRange at, long bytes) {}
}
