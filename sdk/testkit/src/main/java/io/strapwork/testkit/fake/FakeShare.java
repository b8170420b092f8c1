package io.strapwork.testkit.fake;

import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.util.ArrayList;
import java.util.List;

/** Memory of a fake bus that its driver allocates for the device; nothing is given back. */
final class FakeShare implements DmaMemory {
    private static final GuestRange ALL = GuestRange.of(0x10000, 4 << 20);
    private final HeapMemory memory = new HeapMemory(List.of(ALL));
    private final List<GuestRange> shared = new ArrayList<>();
    private final String code;
    private final String place;
    private GuestAddress next = ALL.start();

    /** @param code of the problem when it is used up @param place of that problem */
    FakeShare(String code, String place) {
        this.code = code;
        this.place = place;
    }

    @Override
    public synchronized GuestRange allocate(long bytes, long alignment) {
        var range = new GuestRange(next.alignUp(alignment), bytes);
        if (!ALL.contains(range)) {
            throw new Problem(code, Blame.BUG, place, "the machine's memory for devices is used up", "").asException();
        }
        next = range.end();
        shared.add(range);
        memory.at(range).fill((byte) 0);
        return range;
    }

    @Override
    public GuestMemory memory() {
        return memory;
    }

    /** @throws IllegalStateException that {@code what} is not inside of what was allocated */
    synchronized void check(String what, GuestRange range) {
        if (shared.stream().noneMatch(one -> one.contains(range))) {
            throw new IllegalStateException(
                    "the " + what + " " + range + " is not inside the memory that was allocated for devices " + shared);
        }
    }
}
