package io.strapwork.menu.grub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The variables that GRUB keeps in a file of 1024 bytes ({@code lib/envblk.c}): a signature, lines of {@code name=value}, then {@code #} up to the end. */
final class EnvironmentBlock {
    private static final String SIGNATURE = "# GRUB Environment Block\n";

    private EnvironmentBlock() {}

    /** Empty without the signature. A last line without an end is ignored, as in GRUB. */
    static Optional<Map<String, String>> parse(String block) {
        String text = block.replace("\r", "");
        if (!text.startsWith(SIGNATURE)) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, String>();
        int at = SIGNATURE.length();
        while (at < text.length()) {
            int end = end(text, at);
            if (text.charAt(at) != '#') {
                int equals = text.indexOf('=', at);
                if (equals < 0 || end < 0) {
                    break;
                }
                if (equals < end) {
                    values.put(text.substring(at, equals), unescape(text.substring(equals + 1, end)));
                }
            }
            if (end < 0) {
                break;
            }
            at = end + 1;
        }
        return Optional.of(values);
    }

    /** A backslash protects a newline. */
    private static int end(String text, int from) {
        for (int at = from; at < text.length(); at++) {
            if (text.charAt(at) == '\n') {
                return at;
            }
            at += text.charAt(at) == '\\' ? 1 : 0;
        }
        return -1;
    }

    private static String unescape(String value) {
        var plain = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            i += value.charAt(i) == '\\' && i + 1 < value.length() ? 1 : 0;
            plain.append(value.charAt(i));
        }
        return plain.toString();
    }
}
