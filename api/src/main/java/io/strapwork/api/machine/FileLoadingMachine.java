package io.strapwork.api.machine;

import org.apiguardian.api.API;

/** A {@link Machine} that may load a boot from its files instead of from what was placed, as a locked down Linux demands it. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface FileLoadingMachine extends Machine {
    /**
     * As {@link #enter(Entry)}, which is called when there are no such files; what was placed is in memory in both cases, and the machine chooses.
     *
     * @throws io.strapwork.api.plugin.StrapworkException when the entry breaks its contract, or the machine refuses
     */
    EnteredMachine enter(Entry entry, KernelFiles files);
}
