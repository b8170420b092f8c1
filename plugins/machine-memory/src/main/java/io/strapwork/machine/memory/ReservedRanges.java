package io.strapwork.machine.memory;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestRange;
import java.util.List;

/** Memory of a bare machine that images leave alone. */
public final class ReservedRanges {
    private ReservedRanges() {}

    /**
     * s390x keeps the prefix area of the CPU (Principles of Operation, "Assigned Storage Locations"); x86_64 keeps the real-mode vectors and BIOS data, and the hole of video memory and ROMs below 1 MiB; ppc64
     * kernels are linked at zero and get everything.
     */
    public static List<GuestRange> of(Architecture architecture) {
        return switch (architecture) {
            case S390X -> List.of(GuestRange.of(0, 0x2000));
            case PPC64 -> List.of();
            case X86_64 -> List.of(GuestRange.of(0, 0x1000), GuestRange.of(0xa0000, 0x60000));
        };
    }
}
