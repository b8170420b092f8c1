package io.strapwork.testkit;

import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A machine's RAM as it was at the last jump; chunks of zeros take no space. What {@link #at} gives is a read-only copy. */
final class MemorySnapshot implements GuestMemory {
    private static final int CHUNK = 1 << 16;
    private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[CHUNK]).asReadOnly();

    private final List<GuestRange> ranges;
    private final TreeMap<Long, byte[]> chunks = new TreeMap<>();

    MemorySnapshot(GuestMemory live) {
        this.ranges = List.copyOf(live.ranges());
        try (var touched = new TouchedPages()) {
            for (GuestRange range : ranges) {
                MemorySegment bytes = live.at(range);
                for (long at = 0; at < range.bytes(); at += CHUNK) {
                    MemorySegment chunk = bytes.asSlice(at, Math.min(CHUNK, range.bytes() - at));
                    if (touched.mayHave(chunk) && chunk.mismatch(ZEROS.asSlice(0, chunk.byteSize())) >= 0) {
                        chunks.put(range.start().value() + at, chunk.toArray(ValueLayout.JAVA_BYTE));
                    }
                }
            }
        }
    }

    @Override
    public List<GuestRange> ranges() {
        return new ArrayList<>(ranges);
    }

    @Override
    public MemorySegment at(GuestRange range) {
        if (ranges.stream().noneMatch(ram -> ram.contains(range))) {
            throw new IndexOutOfBoundsException(range + " is not inside one range of RAM " + ranges);
        }
        byte[] copy = new byte[Math.toIntExact(range.bytes())];
        long start = range.start().value();
        chunks.subMap(start - CHUNK, false, start + copy.length, false).forEach((at, chunk) -> {
            long from = Math.max(start, at);
            long to = Math.min(start + copy.length, at + chunk.length);
            if (from < to) {
                System.arraycopy(chunk, (int) (from - at), copy, (int) (from - start), (int) (to - from));
            }
        });
        return MemorySegment.ofArray(copy).asReadOnly();
    }
}
