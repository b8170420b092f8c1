package io.strapwork.api.machine;

import org.apiguardian.api.API;

/** A machine after the last jump. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface EnteredMachine {
    /** The registers that the CPU was let go with. */
    CpuState cpu();

    /** The RAM; on a real machine the guest writes it now. Until the machine is closed. */
    GuestMemory memory();
}
