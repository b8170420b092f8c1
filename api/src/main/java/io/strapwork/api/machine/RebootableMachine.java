package io.strapwork.api.machine;

import java.util.Optional;
import org.apiguardian.api.API;

/** A machine that a restart of its guest can bring back to its firmware. Called on the boot's own thread, after {@link RunningMachine.GuestEvent#RESET} was told. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface RebootableMachine extends Machine {
    /** Why a restart of the guest is the end of the boot, in a sentence without full stop; empty when {@link #reenter} may be called. */
    Optional<String> rebootRefusal();

    /**
     * Resets the machine and brings its firmware up, as at power-on: devices are reset and may be driven by a new driver, hardware and facts are new objects, RAM is
     * cleared. The console and its observer stay.
     *
     * @throws io.strapwork.api.plugin.StrapworkException when the machine does not come back
     */
    void reenter();
}
