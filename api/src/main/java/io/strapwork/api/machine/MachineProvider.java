package io.strapwork.api.machine;

import org.apiguardian.api.API;

/** Powers a machine on. Called on the boot's own thread; may block. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface MachineProvider {
    /**
     * A new machine, running as far as it must to be driven; the caller closes it.
     *
     * @throws io.strapwork.api.plugin.StrapworkException when it can't be had
     */
    Machine powerOn(PowerOn request);
}
