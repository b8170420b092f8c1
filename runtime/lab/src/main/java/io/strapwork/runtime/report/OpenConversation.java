package io.strapwork.runtime.report;

import io.strapwork.api.plugin.Printable;
import io.strapwork.runtime.report.Conversation.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A {@link Conversation} that goes on. Whatever is put in is made printable and cut, without passwords of URIs; lines beyond the limits are counted. */
final class OpenConversation {
    private static final int MOST_LINES = 200;
    private static final int MOST_DETAILS = 64;
    private static final int LONGEST = 300;
    /** Longer ones aren't looked through. */
    private static final int LONGEST_INPUT = 4096;
    /** What a URI has before its host (RFC 3986, 3.2.1). */
    private static final Pattern USER_INFO = Pattern.compile("://[^/?#\\s]*@");

    private final String protocol;
    private final String title;
    private final KeptBytes kept;
    private final List<Line> lines = new ArrayList<>();
    private int untold;

    OpenConversation(String protocol, String title, KeptBytes kept) {
        this.protocol = protocol;
        this.title = shown(title, LONGEST);
        this.kept = kept;
    }

    /** What it needs before anything is said. */
    static final int BYTES = 4 * KeptBytes.RECORD + 2 * LONGEST;

    void say(long nanos, boolean fromClient, String what, List<String> details, boolean again) {
        if (lines.size() < MOST_LINES) {
            List<String> shown = details.stream().limit(MOST_DETAILS).map(detail -> shown(detail, LONGEST)).toList();
            var line = new Line(nanos, fromClient, shown(what, LONGEST), shown, again);
            if (kept.take(KeptBytes.RECORD + KeptBytes.of(line.what()) + KeptBytes.of(shown))) {
                lines.add(line);
                return;
            }
        }
        untold++;
    }

    void say(long nanos, boolean fromClient, String what) {
        say(nanos, fromClient, what, List.of(), false);
    }

    /** Whether the same was said by the same side before. */
    boolean wasSaid(boolean fromClient, String what) {
        String shown = shown(what, LONGEST);
        return lines.stream().anyMatch(line -> line.fromClient() == fromClient && line.what().equals(shown));
    }

    /** As it may be passed on: printable, cut, and without a URI's user and password, as {@link io.strapwork.api.fetch.BootUri} shows itself. */
    static String shown(String text, int longest) {
        String cut = text.length() > LONGEST_INPUT ? text.substring(0, LONGEST_INPUT) : text;
        return Printable.line(USER_INFO.matcher(cut).replaceAll("://***@"), longest);
    }

    /** @param last further lines that only the end tells */
    Conversation close(List<Line> last) {
        var all = new ArrayList<>(lines);
        all.addAll(last);
        if (untold > 0) {
            all.add(new Line(all.isEmpty() ? 0 : all.getLast().nanos(), true, untold + " more", List.of(), false));
        }
        return new Conversation(protocol, title, all);
    }
}
