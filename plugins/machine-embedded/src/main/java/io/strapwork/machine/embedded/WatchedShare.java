package io.strapwork.machine.embedded;

import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.machine.embedded.virtio.DriverFaults;

/** Memory shared with devices, refused once the driver has done wrong. */
record WatchedShare(DmaMemory share, DriverFaults faults) implements DmaMemory {
    @Override
    public GuestRange allocate(long bytes, long alignment) {
        faults.raise();
        return share.allocate(bytes, alignment);
    }

    @Override
    public GuestMemory memory() {
        return share.memory();
    }
}
