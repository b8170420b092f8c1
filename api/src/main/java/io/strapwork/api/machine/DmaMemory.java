package io.strapwork.api.machine;

import org.apiguardian.api.API;

/**
 * Guest memory that a driver may share with its device. It is taken from RAM below 2 GiB which images may overwrite, but only after the device was
 * reset: a driver never writes there after {@link io.strapwork.api.link.NetworkCard#quiesce()}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface DmaMemory {
    /**
     * Zeroed memory, given back with the machine.
     *
     * @param alignment a power of two
     * @throws io.strapwork.api.plugin.StrapworkException when the machine's share for devices is used up
     */
    GuestRange allocate(long bytes, long alignment);

    /** Where the ranges are. */
    GuestMemory memory();
}
