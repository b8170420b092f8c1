package io.strapwork.runtime.report;

import io.strapwork.api.plugin.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The head of an HTTP/1.1 message (RFC 9112). A report is passed on: no fields have passwords or cookies.
 *
 * @param start  the request line or status line
 * @param fields names in lower case; without the secret ones
 * @param shown  all of them, as they were sent, with {@code (not shown)} for secrets
 */
record HttpHead(String start, Map<String, List<String>> fields, List<String> shown) {
    private static final int LONGEST_FIELD = 2000;
    private static final Set<String> SECRETS = Set.of("authorization", "proxy-authorization", "cookie", "cookie2", "set-cookie",
            "set-cookie2", "authentication-info", "proxy-authentication-info");

    static HttpHead parse(String text) {
        String[] lines = text.split("\r?\n", -1);
        var fields = new LinkedHashMap<String, List<String>>();
        var shown = new ArrayList<String>();
        boolean secret = false;
        for (int i = 1; i < lines.length; i++) {
            String line = lines[i];
            if (line.isEmpty()) {
                continue;
            }
            if (line.charAt(0) == ' ' || line.charAt(0) == '\t') { // obs-fold (5.2): more of the field before it
                if (!secret) {
                    shown.add(line);
                }
                continue;
            }
            int colon = line.indexOf(':');
            String name = (colon < 0 ? line : line.substring(0, colon)).trim().toLowerCase(Locale.ROOT);
            secret = SECRETS.contains(name);
            if (secret) {
                shown.add(line.substring(0, Math.max(colon, name.length())).strip() + ": (not shown)");
            } else {
                shown.add(line);
                if (colon > 0) {
                    fields.computeIfAbsent(name, _ -> new ArrayList<>())
                            .add(OpenConversation.shown(line.substring(colon + 1).strip(), LONGEST_FIELD));
                }
            }
        }
        return new HttpHead(lines[0], fields, shown);
    }

    /** The first field of a name; printable. */
    String field(String name, String otherwise) {
        return fields.getOrDefault(name, List.of(Printable.line(otherwise))).getFirst();
    }

    boolean isChunked() {
        return field("transfer-encoding", "").toLowerCase(Locale.ROOT).contains("chunked");
    }

    /** @param otherwise what it is when the head does not tell */
    long length(long otherwise) {
        String told = field("content-length", "");
        return told.matches("[0-9]{1,18}") ? Long.parseLong(told) : otherwise;
    }

    /** About. */
    long bytes() {
        return fields.entrySet().stream()
                .mapToLong(field -> KeptBytes.RECORD + KeptBytes.of(field.getKey()) + KeptBytes.of(field.getValue()))
                .sum();
    }
}
