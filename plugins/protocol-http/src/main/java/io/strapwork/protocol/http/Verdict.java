package io.strapwork.protocol.http;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.plugin.Problem;
import java.time.Duration;
import java.util.Optional;

/** What the head of an answer means. */
sealed interface Verdict {
    /**
     * The body is the image, or what was missing of it.
     *
     * @param resumed   it continues where the sink stands; otherwise the sink starts over
     * @param bytes     of this body, or {@link HttpSteps#UNKNOWN} when the end of the connection or the last chunk ends it
     * @param size      of the whole image, or {@link HttpSteps#UNKNOWN}
     * @param validator for a later {@link Resume}
     * @param untilClose only the end of the connection ends it
     */
    record Body(boolean resumed, long bytes, long size, Optional<String> validator, boolean untilClose) implements Verdict {}

    record Redirect(BootUri to) implements Verdict {}

    /** May pass: another attempt. */
    record Again(Problem problem, Optional<Duration> after) implements Verdict {}

    /** The range can't be had: from the start, without one. */
    record Afresh(String why) implements Verdict {}

    record Final(Problem problem) implements Verdict {}
}
