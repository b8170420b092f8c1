package io.strapwork.runtime.report;

import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.report.NetworkTranscript.Sums;
import java.time.Instant;
import java.util.List;

/**
 * All that is known of a boot. Times are those of its clock, in nanoseconds; {@code began} is their zero.
 *
 * @param memoryBytes of the machine
 * @param trail       all that was looked for on the way to a menu, one line each
 * @param console     of the guest, without escape sequences; of very much, beginning and end
 */
public record BootReport(BootOutcome outcome, long memoryBytes, Instant date, long began, long ended, List<Span> spans,
        List<Conversation> conversations, Sums network, List<String> trail, String console) {
    public BootReport {
        spans = List.copyOf(spans);
        conversations = List.copyOf(conversations);
        trail = List.copyOf(trail);
    }
}
