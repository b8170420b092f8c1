package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MemoryLayout;

/** A machine whose shim answers: what differs between architectures, once QEMU runs. */
public interface Firmware {
    DeviceBus bus();

    MemoryLayout layout();

    MachineFacts facts();

    /** Lets the CPU go; the shim is never asked again. */
    void jump(CpuState cpu);
}
