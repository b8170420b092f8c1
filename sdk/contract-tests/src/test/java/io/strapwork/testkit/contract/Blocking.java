package io.strapwork.testkit.contract;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How toys block on purpose. Parking would not do: whoever parks may be unparked for no reason, and blocks nothing then. */
final class Blocking {
    private Blocking() {}

    static void wait(Duration time) {
        new CompletableFuture<Void>().completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS).join();
    }
}
