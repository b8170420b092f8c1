package io.strapwork.api.machine;

import org.apiguardian.api.API;

/** An {@link EnteredMachine} that is this computer itself: all is ready for the last jump, which ends this process. */
@API(status = API.Status.EXPERIMENTAL, since = "0.2")
public interface DepartingMachine extends EnteredMachine {
    /**
     * Makes the jump: whoever runs the boot calls it when everything is told and written. Also after the machine was closed. Does not return.
     *
     * @throws io.strapwork.api.plugin.StrapworkException when the jump was not made
     */
    void depart();
}
