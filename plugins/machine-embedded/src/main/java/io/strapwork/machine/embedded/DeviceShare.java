package io.strapwork.machine.embedded;

import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import io.strapwork.machine.embedded.virtio.DriverFaults;

/**
 * Hands out the part of RAM that drivers share with their devices, from the bottom up and never twice: fresh pages of the machine are zero, so nothing is touched here.
 */
final class DeviceShare implements DmaMemory {
    private final EmbeddedMemory memory;
    private final DriverFaults faults;
    private final GuestRange share;
    private GuestAddress next;

    DeviceShare(EmbeddedMemory memory, DriverFaults faults) {
        this.memory = memory;
        this.faults = faults;
        this.share = memory.deviceShare();
        this.next = share.start();
    }

    @Override
    public synchronized GuestRange allocate(long bytes, long alignment) {
        faults.raise();
        if (bytes < 0 || Long.bitCount(alignment) != 1 || alignment < 0) {
            throw new IllegalArgumentException(bytes + " bytes, aligned to " + alignment);
        }
        long left = share.end().value() - next.value();
        long skipped = -next.value() & alignment - 1;
        if (skipped > left || bytes > left - skipped) {
            throw new Problem("SW-M105", Blame.USER, "memory",
                    "a driver asked for " + bytes + " bytes to share with its device, " + left + " of " + new ByteSize(share.bytes())
                            + " are left",
                    "give the machine more memory, or the driver smaller or fewer receive buffers").asException();
        }
        var range = new GuestRange(next.plus(skipped), bytes);
        next = range.end();
        return range;
    }

    @Override
    public GuestMemory memory() {
        return memory;
    }
}
