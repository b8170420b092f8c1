package io.strapwork.machine.qemu.process;

import io.strapwork.api.bus.DeviceBus;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A machine whose shim answers: what differs between architectures, once QEMU runs. */
public interface Firmware {
    DeviceBus bus();

    MemoryLayout layout();

    /** The machine's own flattened device tree, as it is in guest memory, if it has one. */
    Optional<MemorySegment> deviceTree();

    /** Lets the CPU go; the shim is never asked again. */
    void jump(CpuState cpu);
}
