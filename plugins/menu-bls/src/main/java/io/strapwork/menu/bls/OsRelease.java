package io.strapwork.menu.bls;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Names and values as in os-release(5): of an operating system, or of a profile. */
record OsRelease(Map<String, String> values) {
    OsRelease {
        values = Map.copyOf(values);
    }

    static OsRelease parse(String text) {
        var values = new HashMap<String, String>();
        text.lines().map(String::strip).filter(line -> !line.startsWith("#")).forEach(line -> {
            int sign = line.indexOf('=');
            if (sign > 0) {
                values.put(line.substring(0, sign).strip(), PlainText.line(unquoted(line.substring(sign + 1).strip())));
            }
        });
        return new OsRelease(values);
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || "\"'".indexOf(value.charAt(0)) < 0 || value.charAt(0) != value.charAt(value.length() - 1)) {
            return value;
        }
        String inside = value.substring(1, value.length() - 1);
        return value.charAt(0) == '"' ? inside.replaceAll("\\\\([\"$`\\\\])", "$1") : inside;
    }

    /** The first of these that is there and not empty; empty when none is. */
    String first(String... keys) {
        return Stream.of(keys).map(key -> values.getOrDefault(key, "")).filter(value -> !value.isEmpty()).findFirst().orElse("");
    }
}
