package io.strapwork.machine.embedded.virtio;

import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/** Guest memory as devices reach it: by numbers from rings and programs, none of which is trusted. Any thread. */
public final class GuestRam {
    private static final ValueLayout.OfShort SHORT_BE = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT_BE = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG_BE = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final long[] starts;
    private final long[] ends;
    private final MemorySegment[] segments;

    public GuestRam(GuestMemory memory) {
        List<GuestRange> ranges = memory.ranges();
        starts = new long[ranges.size()];
        ends = new long[ranges.size()];
        segments = new MemorySegment[ranges.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = ranges.get(i).start().value();
            ends[i] = ranges.get(i).end().value();
            segments[i] = memory.at(ranges.get(i));
        }
    }

    /** Whether {@code bytes} from {@code address} on are wholly inside one range of RAM; both are any numbers. */
    public boolean holds(long address, long bytes) {
        return find(address, bytes) >= 0;
    }

    /** The live bytes. @throws IndexOutOfBoundsException when {@link #holds} says no */
    public MemorySegment at(long address, long bytes) {
        int i = find(address, bytes);
        if (i < 0) {
            throw new IndexOutOfBoundsException(describe(address, bytes));
        }
        return segments[i].asSlice(address - starts[i], bytes);
    }

    /** Copies without making a slice. The range is known to be RAM. */
    void copyOut(long address, MemorySegment into, long offset, long bytes) {
        int i = find(address, bytes);
        MemorySegment.copy(segments[i], address - starts[i], into, offset, bytes);
    }

    /** Copies without making a slice. The range is known to be RAM. */
    void copyIn(MemorySegment from, long offset, long address, long bytes) {
        int i = find(address, bytes);
        MemorySegment.copy(from, offset, segments[i], address - starts[i], bytes);
    }

    public int byteAt(long address) {
        return at(address, 1).get(ValueLayout.JAVA_BYTE, 0) & 0xff;
    }

    public int be16(long address) {
        return at(address, 2).get(SHORT_BE, 0) & 0xffff;
    }

    public int be32(long address) {
        return at(address, 4).get(INT_BE, 0);
    }

    public long be64(long address) {
        return at(address, 8).get(LONG_BE, 0);
    }

    public static String describe(long address, long bytes) {
        return Long.toUnsignedString(bytes) + " bytes at 0x" + Long.toHexString(address);
    }

    private int find(long address, long bytes) {
        if (address < 0 || bytes < 0) {
            return -1;
        }
        for (int i = 0; i < starts.length; i++) {
            if (address >= starts[i] && address <= ends[i] && bytes <= ends[i] - address) {
                return i;
            }
        }
        return -1;
    }
}
