package io.strapwork.api.machine;

import java.util.List;
import org.apiguardian.api.API;

/**
 * What a machine consists of.
 *
 * @param memory the RAM
 * @param layout of that RAM; what it reserves is the firmware's
 * @param buses  may be empty: then no driver is opened, and the machine is only entered
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Hardware(Architecture architecture, GuestMemory memory, MemoryLayout layout, List<DeviceBus> buses) {
    public Hardware {
        buses = List.copyOf(buses);
    }
}
