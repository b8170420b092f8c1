package io.strapwork.api.link;

import org.apiguardian.api.API;

/** The device behind a {@link Link}. One that interrupts is an {@link InterruptingCard}; another is polled. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface NetworkCard {
    /** Any thread; always the same. */
    LinkFacts facts();

    /** Resets the device, so that it never touches guest memory again. On the boot's own thread, after its loop has ended. May be called twice. */
    void quiesce();
}
