package io.strapwork.runtime.report;

import java.util.List;

/**
 * What two or more stations said to each other about one thing: a DHCP exchange, a file, a connection.
 *
 * @param protocol {@code "DHCP"}, {@code "TFTP"}, {@code "HTTP"} and so on
 * @param title    who with whom, or about what; one line that can be shown
 * @param lines    in the order of time; when there were too many, the last one says how many are missing
 */
public record Conversation(String protocol, String title, List<Line> lines) {
    public Conversation {
        lines = List.copyOf(lines);
    }

    /**
     * Something that was said.
     *
     * @param nanos      by the boot's clock
     * @param fromClient whether the one who asks said it, rather than the one who answers
     * @param what       one line that can be shown
     * @param details    likewise
     * @param again      whether the same was said before: nobody had answered
     */
    public record Line(long nanos, boolean fromClient, String what, List<String> details, boolean again) {
        public Line {
            details = List.copyOf(details);
        }
    }

    public long began() {
        return lines.isEmpty() ? 0 : lines.getFirst().nanos();
    }

    public long ended() {
        return lines.isEmpty() ? 0 : lines.getLast().nanos();
    }
}
