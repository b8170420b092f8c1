package io.strapwork.processor;

import io.strapwork.api.plugin.Room;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The text of {@code META-INF/strapwork/plugins.idx}, format 2: a line for each thing, words separated by one space, sorted by room, section, id and class, closed by the number of plugins
 * so that a cut file is noticed. {@code docs/decisions} tells why it is no more than that.
 */
final class IndexText {
    static final String PATH = "META-INF/strapwork/plugins.idx";
    private static final String HEADER = "strapwork-plugins 2\n";

    private IndexText() {}

    static String of(String apiVersion, List<IndexEntry> entries) {
        var sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingInt((IndexEntry entry) -> order(entry.kind().section()))
                .thenComparing(entry -> entry.kind().section()).thenComparing(IndexEntry::id).thenComparing(IndexEntry::className));
        var text = new StringBuilder(HEADER);
        line(text, "api", apiVersion);
        sorted.forEach(entry -> plugin(text, entry));
        line(text, "end", Integer.toString(sorted.size()));
        return text.toString();
    }

    private static int order(String section) {
        for (Room room : Room.values()) {
            if (section.equals(room.section()) || section.startsWith(room.section() + ".")) {
                return room.ordinal();
            }
        }
        return Integer.MAX_VALUE;
    }

    private static void plugin(StringBuilder text, IndexEntry entry) {
        line(text, "plugin", entry.kind().section(), entry.id(), entry.className());
        line(text, "kind", entry.kind().annotation(), entry.kind().type(), entry.kind().noun());
        entry.facts().forEach((name, values) -> {
            var words = new ArrayList<String>(List.of("fact", name));
            words.addAll(values);
            line(text, words.toArray(String[]::new));
        });
        var asks = new ArrayList<String>(List.of("asks"));
        asks.addAll(entry.asks());
        line(text, asks.toArray(String[]::new));
        entry.options().ifPresent(options -> {
            line(text, "options", options.className());
            options.options().forEach(option -> {
                if (option.defaultText().isPresent()) {
                    line(text, "option", option.key(), option.type(), option.defaultText().get());
                } else {
                    line(text, "option", option.key(), option.type());
                }
                if (option.least().isPresent() || option.most().isPresent()) {
                    line(text, "bounds", option.least().orElse(""), option.most().orElse(""));
                }
                if (!option.summary().isEmpty()) {
                    line(text, "summary", option.summary());
                }
            });
        });
    }

    private static void line(StringBuilder text, String... words) {
        for (int i = 0; i < words.length; i++) {
            text.append(i == 0 ? "" : " ").append(escape(words[i]));
        }
        text.append('\n');
    }

    /** A word without spaces and line ends; never empty. */
    private static String escape(String word) {
        if (word.isEmpty()) {
            return "\\e";
        }
        var escaped = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case ' ' -> escaped.append("\\s");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
