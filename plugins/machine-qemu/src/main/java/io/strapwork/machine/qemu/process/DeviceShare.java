package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;

/** Hands out the part of RAM that drivers share with their devices, from the bottom up and never twice. */
public final class DeviceShare implements DmaMemory {
    private static final long LARGEST = 64L << 20;
    private final GuestMemory memory;
    private final GuestRange share;
    private GuestAddress next;

    private DeviceShare(GuestMemory memory, GuestRange share) {
        this.memory = memory;
        this.share = share;
        this.next = share.start();
    }

    /** At the top of the RAM below {@code limit}: up to 64 MiB, at most a quarter of it. */
    public static DeviceShare below(long limit, GuestMemory memory) {
        long end = Math.min(memory.ranges().getFirst().bytes(), limit);
        long bytes = Math.min(LARGEST, end / 4) & -0x10000L;
        return new DeviceShare(memory, GuestRange.of(end - bytes, bytes));
    }

    @Override
    public synchronized GuestRange allocate(long bytes, long alignment) {
        if (bytes < 0 || Long.bitCount(alignment) != 1 || alignment < 0) {
            throw new IllegalArgumentException(bytes + " bytes, aligned to " + alignment);
        }
        long left = share.end().value() - next.value();
        long skipped = -next.value() & alignment - 1;
        if (skipped > left || bytes > left - skipped) {
            throw new Problem("SW-M213", Blame.USER, "machine.memory",
                    "a driver asked for " + bytes + " bytes to share with its device, " + left + " of " + new ByteSize(share.bytes())
                            + " are left",
                    "give the machine more memory, or the driver smaller or fewer receive buffers").asException();
        }
        var range = new GuestRange(next.plus(skipped), bytes);
        memory.at(range).fill((byte) 0);
        next = range.end();
        return range;
    }

    @Override
    public GuestMemory memory() {
        return memory;
    }
}
