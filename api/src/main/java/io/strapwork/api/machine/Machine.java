package io.strapwork.api.machine;

import org.apiguardian.api.API;

/** A machine that is powered on. Methods are called on the boot's own thread, one after another, unless they say otherwise. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Machine extends AutoCloseable {
    /** What it consists of: the same until it is closed, or {@linkplain RebootableMachine restarts}. */
    Hardware hardware();

    /** What its firmware tells the system that it starts. */
    default MachineFacts facts() {
        return MachineFacts.none();
    }

    /**
     * Makes the last jump. Nothing of Strapwork writes into guest memory afterwards.
     *
     * @throws io.strapwork.api.plugin.StrapworkException when the entry breaks its contract, or the machine refuses
     */
    EnteredMachine enter(Entry entry);

    /** Gives back memory, threads and files; after that the memory must not be touched. May be called twice, and in any state. */
    @Override
    void close();
}
