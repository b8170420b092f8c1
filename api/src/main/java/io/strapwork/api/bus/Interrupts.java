package io.strapwork.api.bus;

import org.apiguardian.api.API;

/** An ability of a {@link io.strapwork.api.machine.DeviceBus}: its devices interrupt. A driver on a bus without it polls. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Interrupts {
    /**
     * Tells {@code line} whenever a device of the bus raises its I/O interruption (ccw) or its INTx pin (pci). One listener; the last one given counts.
     * It is called on the device's thread, must return at once, and may be called when there is nothing to do.
     */
    void onInterrupt(Runnable line);
}
