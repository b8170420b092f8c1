package io.strapwork.api.machine;

import org.apiguardian.api.API;

/** A guest's CPU while it waits for an answer of its firmware. Only to be used within that call, on its thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface CallingCpu {
    /** The RAM, which other CPUs of the guest may be writing. */
    GuestMemory memory();

    /**
     * Has the CPU call its hypervisor.
     *
     * @param number    as the hypervisor knows it
     * @param arguments at most six
     * @return the result registers: a status, then six results
     * @throws io.strapwork.api.plugin.StrapworkException when the machine is gone
     */
    long[] hypercall(long number, long... arguments);
}
