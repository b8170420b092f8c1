package io.strapwork.api.machine;

import org.apiguardian.api.API;

/** A {@link Machine} that goes on as its guest's firmware after the last jump: calls arrive at {@link MachineFacts#callEntry()} and are answered from outside. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ServingMachine extends Machine {
    /**
     * As {@link #enter(Entry)}; {@code calls} answers the guest until it is gone or the machine is closed, and may write into guest memory for it.
     *
     * @throws io.strapwork.api.plugin.StrapworkException when the entry breaks its contract, or the machine refuses
     */
    EnteredMachine enter(Entry entry, FirmwareCalls calls);
}
