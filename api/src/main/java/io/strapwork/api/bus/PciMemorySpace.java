package io.strapwork.api.bus;

import io.strapwork.api.bus.PciBus.PciWindow;
import java.util.List;
import org.apiguardian.api.API;

/** The memory space of a {@link PciBus}, where memory BARs are. Addresses are the bus's. For several threads, each with its own device: the loop of a card, and the boot's own
 * thread, which reads disks meanwhile. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface PciMemorySpace {
    /** Where memory BARs can be assigned, below 4 GiB. */
    List<PciWindow> windows();

    /** Reads 1, 2, 4 or 8 bytes of a memory BAR; all ones where none is mapped. */
    long read(long address, int bytes);

    void write(long address, int bytes, long value);
}
