package io.strapwork.driver.virtio.transport;

import io.strapwork.api.plugin.StrapworkException;

/** What is still tried after something failed: its own failure is added to the first one. */
public final class LastAttempt {
    private LastAttempt() {}

    public static void after(StrapworkException why, Runnable action) {
        try {
            action.run();
        } catch (StrapworkException e) {
            why.addSuppressed(e);
        }
    }
}
