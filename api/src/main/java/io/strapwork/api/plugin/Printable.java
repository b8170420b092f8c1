package io.strapwork.api.plugin;

import org.apiguardian.api.API;

/**
 * Text from outside, fit to be shown: of servers, images, machines, profiles. Nothing in it can move a cursor, recolour a terminal, reverse the order of what is read or fill a screen. {@link Problem} passes all
 * its texts through here, and so does the command line with whatever it prints; a plugin needs it for what it logs or quotes within a sentence.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Printable {
    private static final int QUOTED = 400;
    private static final char INSTEAD = '?';

    private Printable() {}

    /** In one line of at most 400 characters, without white space around it. */
    public static String line(String text) {
        return line(text, QUOTED);
    }

    /** In one line of at most so many characters and an ellipsis, without white space around it; white space, line ends and whatever can't be shown are one space. */
    public static String line(String text, int most) {
        var line = new StringBuilder(Math.min(text.length(), most) + 1);
        boolean space = false;
        for (int at = 0; at < text.length();) {
            int next = text.codePointAt(at);
            at += Character.charCount(next);
            if (Character.isWhitespace(next) || Character.isSpaceChar(next) || !isShown(next)) {
                space = !line.isEmpty();
                continue;
            }
            if (line.length() + (space ? 1 : 0) >= most) {
                return line.append('…').toString();
            }
            if (space) {
                line.append(' ');
                space = false;
            }
            line.appendCodePoint(next);
        }
        return line.toString();
    }

    /** With its spaces and line ends, of at most so many characters and an ellipsis. The same text when nothing is wrong with it. */
    public static String text(String text, int most) {
        if (text.length() <= most && isShown(text)) {
            return text;
        }
        var shown = new StringBuilder(Math.min(text.length(), most) + 1);
        for (int at = 0; at < text.length();) {
            int next = text.codePointAt(at);
            at += Character.charCount(next);
            if (shown.length() >= most) {
                return shown.append('…').toString();
            }
            if (next != '\r' || at == text.length() || text.charAt(at) != '\n') {
                shown.appendCodePoint(next == '\n' || isShown(next) ? next : next == '\t' ? ' ' : INSTEAD);
            }
        }
        return shown.toString();
    }

    private static boolean isShown(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if ((c < ' ' || c > '~') && c != '\n' && (Character.isSurrogate(c) || !isShown(c))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a character shows as itself: no control character of either set, nothing that steers the direction of text or has no width, nothing that Unicode does not know. */
    public static boolean isShown(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE, Character.UNASSIGNED ->
                false;
            default -> true;
        };
    }
}
