package io.strapwork.api.machine;

/** A machine after the last jump. */
public interface EnteredMachine {
    /** The registers that the CPU was let go with. */
    CpuState cpu();

    /** The RAM; on a real machine the guest writes it now. Until the machine is closed. */
    GuestMemory memory();
}
