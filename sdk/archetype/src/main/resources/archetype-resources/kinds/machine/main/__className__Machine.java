package ${package};

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryCheck;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.Hardware;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A machine that is powered on. Its CPU does not run: to enter it is to check that it could. */
final class ${className}Machine implements Machine, GuestMemory, DmaMemory, DeviceBus {
    static final String BUS = "ccw";
    private static final long PAGE = 4096;
    /** Of RAM from the second page on: rings and buffers of drivers. */
    private static final long SHARED_BYTES = 1L << 20;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment bytes;
    private final GuestRange ram;
    private long shared = PAGE;

    ${className}Machine(long size) {
        bytes = arena.allocate(size, PAGE);
        ram = GuestRange.of(0, size);
    }

    /** The first page is the CPU's own. */
    @Override
    public Hardware hardware() {
        return new Hardware(Architecture.S390X, this, new MemoryLayout(ranges(), List.of(GuestRange.of(0, PAGE))), List.of(this));
    }

    @Override
    public List<GuestRange> ranges() {
        return List.of(ram);
    }

    @Override
    public MemorySegment at(GuestRange range) {
        if (!ram.contains(range)) {
            throw new IndexOutOfBoundsException(range + " is not inside RAM " + ram);
        }
        return bytes.asSlice(range.start().value(), range.bytes());
    }

    @Override
    public String kind() {
        return BUS;
    }

    @Override
    public DmaMemory dma() {
        return this;
    }

    @Override
    public GuestMemory memory() {
        return this;
    }

    @Override
    public GuestRange allocate(long count, long alignment) {
        long at = GuestAddress.of(shared).alignUp(alignment).value();
        if (count > SHARED_BYTES - at) {
            throw new Problem("SW-M901", Blame.BUG, "machine", "the memory for devices is used up: " + count + " more bytes were requested", "")
                    .asException();
        }
        shared = at + count;
        return GuestRange.of(at, count);
    }

    @Override
    public EnteredMachine enter(Entry entry) {
        List<Problem> problems = EntryCheck.check(entry, Architecture.S390X, this);
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        return new Entered(entry.cpu(), this);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private record Entered(CpuState cpu, GuestMemory memory) implements EnteredMachine {}
}
