package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.fail;

import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** What stood in a guest's memory, to see who writes to it. */
record GuestSnapshot(GuestMemory memory, List<byte[]> bytes) {
    static GuestSnapshot of(GuestMemory memory) {
        return new GuestSnapshot(memory, memory.ranges().stream().map(range -> memory.at(range).toArray(ValueLayout.JAVA_BYTE)).toList());
    }

    /** @throws AssertionError with that text and the first address when something else stands there now */
    void unchanged(String otherwise) {
        List<GuestRange> ranges = memory.ranges();
        for (int i = 0; i < ranges.size(); i++) {
            long at = memory.at(ranges.get(i)).mismatch(MemorySegment.ofArray(bytes.get(i)));
            if (at >= 0) {
                fail(otherwise + " (at " + ranges.get(i).start().plus(at) + ")");
            }
        }
    }
}
