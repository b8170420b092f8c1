package io.strapwork.menu.bls;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of a configuration of systemd-boot's: a word and the rest.
 *
 * @param number of the line, from 1 on
 * @param column where the value begins, from 1 on
 * @param value  without spaces around it, and without quotation marks around all of it; may be empty
 */
record ConfLine(int number, int column, String key, String value) {

    /** All lines but empty ones and comments. */
    static List<ConfLine> of(String text) {
        var lines = new ArrayList<ConfLine>();
        int number = 0;
        for (String raw : text.split("\\r\\n|\\n|\\r", -1)) {
            number++;
            int from = skip(raw, 0);
            if (from < raw.length() && raw.charAt(from) != '#') {
                lines.add(of(number, raw, from));
            }
        }
        return lines;
    }

    private static ConfLine of(int number, String raw, int from) {
        int end = from;
        while (end < raw.length() && !isBlank(raw.charAt(end))) {
            end++;
        }
        int at = skip(raw, end);
        return new ConfLine(number, at + 1, raw.substring(from, end), unquoted(raw.substring(at).stripTrailing()));
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static int skip(String raw, int from) {
        int at = from;
        while (at < raw.length() && isBlank(raw.charAt(at))) {
            at++;
        }
        return at;
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
