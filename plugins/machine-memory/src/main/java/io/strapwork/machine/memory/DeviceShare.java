package io.strapwork.machine.memory;

import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;

/** Hands out the part of RAM that drivers share with their devices, from the bottom up and never twice. Any thread. */
public final class DeviceShare implements DmaMemory {
    private static final long LARGEST = 64L << 20;
    private static final long GRANULE = 0x10000;
    private final GuestMemory memory;
    private final GuestRange share;
    private final boolean fresh;
    private GuestAddress next;

    private DeviceShare(GuestMemory memory, GuestRange share, boolean fresh) {
        this.memory = memory;
        this.share = share;
        this.fresh = fresh;
        this.next = share.start();
    }

    /** At the top of the first range of RAM, below {@code limit}: up to 64 MiB, at most a quarter of that. What it hands out is zeroed first. */
    public static DeviceShare below(long limit, GuestMemory memory) {
        return new DeviceShare(memory, topBelow(limit, memory), false);
    }

    /** As {@link #below} in a machine whose pages nobody has used: they are zero, so none is touched. */
    public static DeviceShare freshBelow(long limit, GuestMemory memory) {
        return new DeviceShare(memory, topBelow(limit, memory), true);
    }

    private static GuestRange topBelow(long limit, GuestMemory memory) {
        long end = Math.min(memory.ranges().getFirst().bytes(), limit);
        long bytes = Math.min(LARGEST, end / 4) & -GRANULE;
        return GuestRange.of(end - bytes, bytes);
    }

    /** What it hands out, before anything is. */
    public GuestRange range() {
        return share;
    }

    @Override
    public synchronized GuestRange allocate(long bytes, long alignment) {
        if (bytes < 0 || Long.bitCount(alignment) != 1 || alignment < 0) {
            throw new IllegalArgumentException(bytes + " bytes, aligned to " + alignment);
        }
        long left = share.end().value() - next.value();
        long skipped = -next.value() & alignment - 1;
        if (skipped > left || bytes > left - skipped) {
            throw new Problem("SW-M401", Blame.USER, "machine.memory",
                    "a driver asked for " + bytes + " bytes to share with its device, but only " + left + " of "
                            + new ByteSize(share.bytes())
                            + " are left",
                    "give the machine more memory, or the driver fewer or smaller receive buffers").asException();
        }
        var range = new GuestRange(next.plus(skipped), bytes);
        if (!fresh) {
            memory.at(range).fill((byte) 0);
        }
        next = range.end();
        return range;
    }

    @Override
    public GuestMemory memory() {
        return memory;
    }
}
