package io.strapwork.api.machine;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apiguardian.api.API;

/** A machine that is powered on. Methods are called on the boot's own thread, one after another, unless they say otherwise. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Machine extends AutoCloseable {
    Architecture architecture();

    GuestMemory memory();

    MemoryLayout layout();

    /** May be empty: then no driver is opened, and the machine is only entered. */
    List<DeviceBus> buses();

    /** What its firmware tells the system that it starts. */
    default MachineFacts facts() {
        return MachineFacts.none();
    }

    /** As its firmware tells it (SMBIOS type 1, STSI 3.2.2, the device tree's {@code vm,uuid}); empty when it has none of its own. */
    default Optional<UUID> uuid() {
        return Optional.empty();
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
