package io.strapwork.handoff.openfirmware;

import io.strapwork.api.machine.CallingCpu;
import io.strapwork.handoff.openfirmware.ClientMemory.Refused;

/** One service of the client interface. */
@FunctionalInterface
interface Service {
    /** Sets the call's returns. */
    void serve(CallFrame call, CallingCpu cpu) throws Refused;
}
