package io.strapwork.testkit.fake;

import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.apiguardian.api.API;

/** RAM without a machine, filled with a pattern, so that nobody can rely on zeros. Freed by the garbage collector. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class HeapMemory implements GuestMemory {
    private final List<GuestRange> ranges;
    private final List<MemorySegment> bytes;

    public HeapMemory(List<GuestRange> ranges) {
        this.ranges = List.copyOf(ranges);
        this.bytes = this.ranges.stream().map(range -> Arena.ofAuto().allocate(range.bytes(), 4096).fill((byte) 0xa5)).toList();
    }

    @Override
    public List<GuestRange> ranges() {
        return ranges;
    }

    @Override
    public MemorySegment at(GuestRange range) {
        for (int i = 0; i < ranges.size(); i++) {
            if (ranges.get(i).contains(range)) {
                return bytes.get(i).asSlice(range.start().value() - ranges.get(i).start().value(), range.bytes());
            }
        }
        throw new IndexOutOfBoundsException(range + " is not inside one range of RAM " + ranges);
    }
}
