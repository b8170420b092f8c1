package io.strapwork.api.link;

import io.strapwork.api.machine.DeviceBus;
import org.apiguardian.api.API;

/** Opens a network device as a {@link Link}. Called on the boot's own thread; may block. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface LinkDriver<B extends DeviceBus> {
    /** The bus type it drives. */
    Class<B> bus();

    /**
     * Finds its device (the first that fits, or the one its options name), resets it, negotiates, and starts it.
     *
     * @param interrupted to be run, on any thread, whenever frames may be waiting while interrupts are armed ({@link InterruptingCard})
     * @throws io.strapwork.api.plugin.StrapworkException when there is no such device, or it can't be brought up
     */
    Link open(B bus, Runnable interrupted);
}
