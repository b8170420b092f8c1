package io.strapwork.api.link;

import org.apiguardian.api.API;

/** A card that tells of frames, by what {@link LinkDriver#open} was given, so that a loop may sleep. On the loop's thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface InterruptingCard extends NetworkCard {
    /** Interrupt again from now on. Returns false when frames are waiting already. */
    boolean armInterrupt();

    /** No interrupts from now on. */
    void disarmInterrupt();
}
