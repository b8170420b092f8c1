package io.strapwork.api.link;

import io.strapwork.api.machine.DeviceBus;
import java.util.List;
import org.apiguardian.api.API;

/** Opens the disks of a bus. Called on the boot's own thread; may block. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface DiskDriver<B extends DeviceBus> {
    /** The bus type it drives. */
    Class<B> bus();

    /**
     * Finds its devices, resets them, negotiates, and starts them. The disks come in the order in which the machine boots from them where the bus tells one,
     * in the order of their places on the bus otherwise.
     *
     * @return empty when the bus has no disk
     * @throws io.strapwork.api.plugin.StrapworkException a disk can't be brought up
     */
    List<Disk> open(B bus);
}
