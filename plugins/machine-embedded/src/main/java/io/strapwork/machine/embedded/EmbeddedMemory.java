package io.strapwork.machine.embedded;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.memory.MappedRam;
import io.strapwork.machine.memory.ReservedRanges;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;

/**
 * RAM of the embedded machine. Pages cost nothing until they are touched and are zero then. On x86_64 RAM beyond 2 GiB continues at 4 GiB, as on q35; elsewhere it is one range from zero.
 */
final class EmbeddedMemory extends MappedRam {
    static final long GIB = 1L << 30;
    /** On each architecture, as {@code MachinePlugin.memory} says it. */
    static final String SIZES = ":16MiB:1024GiB:1MiB";
    private static final long SMALLEST = 16L << 20;
    private static final long LARGEST = 1L << 40;
    private static final long GRANULE = 1L << 20;
    private static final long X86_LOW = 2 * GIB;
    private static final long X86_HIGH = 4 * GIB;

    private final Architecture architecture;

    private final LazyPages pages;

    private EmbeddedMemory(Architecture architecture, Arena arena, LazyPages pages) {
        super(arena, pages.bytes(), ranges(architecture, pages.bytes().byteSize()));
        this.architecture = architecture;
        this.pages = pages;
    }

    @Override
    public void zero(GuestRange range) {
        pages.zero(at(range));
    }

    private static List<GuestRange> ranges(Architecture architecture, long size) {
        return architecture == Architecture.X86_64 && size > X86_LOW
                ? List.of(GuestRange.of(0, X86_LOW), GuestRange.of(X86_HIGH, size - X86_LOW))
                : List.of(GuestRange.of(0, size));
    }

    /** @throws StrapworkException when the size is not one a machine can have, or the host can't give it */
    static EmbeddedMemory allocate(Architecture architecture, ByteSize size) {
        return allocate(architecture, size, LazyPages::map);
    }

    /** Where pages come from. */
    interface PageSource {
        LazyPages map(Arena arena, long bytes) throws IOException;
    }

    static EmbeddedMemory allocate(Architecture architecture, ByteSize size, PageSource pages) {
        long wanted = size.bytes();
        if (wanted < SMALLEST || wanted > LARGEST || wanted % GRANULE != 0) {
            throw new Problem("SW-M101", Blame.USER, "memory", "a machine can't have " + size + " of memory",
                    "set memory to whole MiB from " + new ByteSize(SMALLEST) + " to " + new ByteSize(LARGEST)).asException();
        }
        Arena arena = Arena.ofShared();
        try {
            return new EmbeddedMemory(architecture, arena, pages.map(arena, wanted));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw new StrapworkException(new Problem("SW-M102", Blame.HOST, "memory",
                    "this computer can't give a machine " + size + " of memory: " + e.getMessage(),
                    "set a smaller machine.memory, or boot fewer machines at once"), e);
        }
    }

    /** What images may use. */
    MemoryLayout layout() {
        return new MemoryLayout(ranges(), ReservedRanges.of(architecture));
    }
}
