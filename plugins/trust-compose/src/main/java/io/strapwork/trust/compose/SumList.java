package io.strapwork.trust.compose;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list of digests: as {@code sha256sum} writes it, with and without {@code --tag}; a Debian archive's Release file; or one digest alone. SHA-256 and SHA-512 count, and what else is in it is
 * passed over.
 *
 * @param entries    by name, relative to the list's folder
 * @param only       the digest of a list that has one and no name
 * @param validUntil of a Release file that says so
 * @param ambiguous  names that it gives two different digests of one sort for
 */
record SumList(Map<String, Entry> entries, Optional<Entry> only, Optional<Instant> validUntil, Map<String, Integer> ambiguous) {
    private static final int MOST = 100_000;
    private static final Pattern GNU = Pattern.compile("(\\\\?)([0-9a-fA-F]{32,128}) [ *](.+)");
    private static final Pattern BSD = Pattern.compile("(\\\\?)(SHA256|SHA512) \\((.+)\\) = ([0-9a-fA-F]{64,128})");
    private static final Pattern RELEASE = Pattern.compile(" ([0-9a-fA-F]{64,128}) +[0-9]{1,19} (\\S+)");
    private static final Pattern ALONE = Pattern.compile("[0-9a-fA-F]{64}|[0-9a-fA-F]{128}");
    private static final int SHA_256 = 64;
    private static final int SHA_512 = 128;

    SumList {
        entries = Map.copyOf(entries);
        ambiguous = Map.copyOf(ambiguous);
    }

    /**
     * A digest.
     *
     * @param line in the list, from 1
     * @param hex  lower case
     */
    record Entry(int line, String hex) {
        String algorithm() {
            return hex.length() == SHA_256 ? "sha256" : "sha512";
        }
    }

    static SumList parse(byte[] file) {
        var entries = new LinkedHashMap<String, Entry>();
        var ambiguous = new LinkedHashMap<String, Integer>();
        Optional<Entry> only = Optional.empty();
        Optional<Instant> until = Optional.empty();
        String[] lines = new String(file, StandardCharsets.UTF_8).split("\n", MOST);
        boolean single = lines.length <= 2 && (lines.length < 2 || lines[1].isBlank());
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].endsWith("\r") ? lines[i].substring(0, lines[i].length() - 1) : lines[i];
            if (line.startsWith("Valid-Until: ")) {
                until = Optional.of(date(line.substring("Valid-Until: ".length())));
            } else if (single && ALONE.matcher(line.strip()).matches()) {
                only = Optional.of(new Entry(1, line.strip().toLowerCase(Locale.ROOT)));
            } else {
                add(line, i + 1, entries, ambiguous);
            }
        }
        return new SumList(entries, only, until, ambiguous);
    }

    private static void add(String line, int number, Map<String, Entry> entries, Map<String, Integer> ambiguous) {
        Matcher bsd = BSD.matcher(line);
        Matcher release = RELEASE.matcher(line);
        Matcher gnu = GNU.matcher(line);
        if (bsd.matches() && bsd.group(4).length() == (bsd.group(2).equals("SHA256") ? SHA_256 : SHA_512)) {
            add(name(bsd.group(3), bsd.group(1)), bsd.group(4), number, entries, ambiguous);
        } else if (release.matches()) {
            add(release.group(2), release.group(1), number, entries, ambiguous);
        } else if (gnu.matches()) {
            add(name(gnu.group(3), gnu.group(1)), gnu.group(2), number, entries, ambiguous);
        }
    }

    private static void add(String raw, String digest, int number, Map<String, Entry> entries, Map<String, Integer> ambiguous) {
        if (digest.length() != SHA_256 && digest.length() != SHA_512) {
            return;
        }
        String name = raw.startsWith("./") ? raw.substring(2) : raw;
        var entry = new Entry(number, digest.toLowerCase(Locale.ROOT));
        Entry before = entries.putIfAbsent(name, entry);
        if (before != null && before.hex().length() == entry.hex().length() && !before.hex().equals(entry.hex())) {
            ambiguous.put(name, number);
        }
    }

    /** As GNU coreutils' escapes a name, when the line begins with a backslash. */
    private static String name(String raw, String escaped) {
        if (escaped.isEmpty()) {
            return raw;
        }
        var name = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '\\' && i + 1 < raw.length()) {
                char next = raw.charAt(++i);
                name.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    /** RFC 5322's, as Debian writes it; what can't be read has passed. */
    private static Instant date(String text) {
        try {
            return ZonedDateTime.parse(text.strip().replace("UTC", "GMT"), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
