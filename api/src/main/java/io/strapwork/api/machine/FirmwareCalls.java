package io.strapwork.api.machine;

import org.apiguardian.api.API;

/**
 * Answers what a guest asks of its firmware. All methods are called on one thread of the machine's, one after another; they may block, the CPU sleeps meanwhile. What the guest
 * gives is hostile.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface FirmwareCalls {
    /** Called once, on the boot CPU before its last jump: what can only be asked for by the guest's own CPU is asked for here. */
    default void starting(CallingCpu cpu) {}

    /**
     * Answers one call.
     *
     * @param argument the call's one argument, which is an address for Open Firmware
     * @return what the call returns in its result register
     */
    long call(CallingCpu cpu, long argument);
}
