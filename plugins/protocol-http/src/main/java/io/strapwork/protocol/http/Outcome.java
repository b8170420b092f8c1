package io.strapwork.protocol.http;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.plugin.Problem;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one request ended. */
sealed interface Outcome {
    /** The body came in whole. */
    record Complete(Verdict.Body body) implements Outcome {}

    record Redirected(BootUri to) implements Outcome {}

    record Afresh(String why) implements Outcome {}

    /**
     * Another attempt may do better.
     *
     * @param body  what had begun to come in
     * @param after when the server wants to be asked again
     */
    record Broken(Problem problem, Optional<Verdict.Body> body, Optional<Duration> after, @Nullable Throwable cause) implements Outcome {}

    /** No connection was made, so that another address or attempt may do better. */
    record Unreached(Problem problem, @Nullable Throwable cause) implements Outcome {}

    record Failed(Problem problem, @Nullable Throwable cause) implements Outcome {}
}
