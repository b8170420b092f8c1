package io.strapwork.handoff.placement;

import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.trust.VerifiedImage;
import java.util.List;
import java.util.Optional;

/**
 * What a kernel of Linux on ppc64 can use while it starts: memory below an address, of which an initrd must leave it some. An initrd that is too large for that goes above, and the kernel finds it there
 * all the same.
 *
 * @param end   the first address that is of no use to it
 * @param bytes of RAM in all
 */
public record LowMemory(GuestAddress end, long bytes) {
    /** {@code prom_init} takes all its memory below 768 MiB, and behind an initrd that begins there (arch/powerpc/kernel/prom_init.c, prom_init_mem). */
    private static final long PROM_INIT = 0x3000_0000L;
    /** Without Open Firmware: what a kernel with a hash table takes for its real mode area (arch/powerpc/mm/book3s64/hash_utils.c). */
    private static final long REAL_MODE_AREA = 0x4000_0000L;
    private static final long USUAL = 64 << 20;
    private static final long LEAST = 32 << 20;
    /** Small machines are for small kernels. */
    private static final int LEAST_SHARE = 8;

    public static LowMemory ofPromInit(MemoryLayout layout) {
        return of(layout, PROM_INIT);
    }

    public static LowMemory ofRealMode(MemoryLayout layout) {
        return of(layout, REAL_MODE_AREA);
    }

    private static LowMemory of(MemoryLayout layout, long most) {
        long ram = layout.ramBytes();
        return new LowMemory(GuestAddress.of(Math.min(most, ram)), ram);
    }

    /** As {@link Initrd#place}: above the kernel when that leaves enough of the low memory, else above the low memory, else above the kernel if it leaves the least. */
    public Optional<Segment> place(VerifiedImage image, FreeSpace space, GuestAddress from, long alignment, Optional<String> forced,
            HandoffFaults faults) {
        long least = Math.min(LEAST, bytes / LEAST_SHARE);
        var places = List.of(new Initrd.Place(leaving(space, USUAL), from), new Initrd.Place(space, from.compareTo(end) < 0 ? end : from),
                new Initrd.Place(leaving(space, least), from));
        return Initrd.place(image, space, places, alignment, forced,
                ", and leaves " + new ByteSize(least) + " below " + end + " for the kernel's start",
                faults);
    }

    private FreeSpace leaving(FreeSpace space, long left) {
        return space.below(GuestAddress.of(Math.max(0, end.value() - left)));
    }
}
