package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.FirmwareCalls;

/** A {@link Firmware} whose shim can be called by the guest. */
public interface ServingFirmware extends Firmware {
    /** Lets the CPU go and answers its calls, until what is returned is closed or the machine is gone. */
    AutoCloseable jump(CpuState cpu, FirmwareCalls calls);
}
