package io.strapwork.runtime.catalogue;

import io.strapwork.api.plugin.ApiVersion;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.catalogue.PluginDescriptor.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code META-INF/strapwork/plugins.idx}. Every byte is hostile: whatever is not exactly the format is a problem with its line. */
final class IndexFile {
    static final String PATH = "META-INF/strapwork/plugins.idx";
    static final int MAX_BYTES = 1 << 20;
    private static final String MAGIC = "strapwork-plugins";
    private static final String FORMAT = "2";
    private static final char REPLACEMENT = '\uFFFD';

    private final PluginSource source;
    private final String text;
    private final List<PluginDescriptor> plugins = new ArrayList<>();
    private int position;
    private int line;

    private IndexFile(PluginSource source, String text) {
        this.source = source;
        this.text = text;
    }

    /**
     * The plugins it lists.
     *
     * @throws StrapworkException when it is broken, or made for another version
     */
    static List<PluginDescriptor> parse(byte[] bytes, PluginSource source) {
        if (bytes.length > MAX_BYTES) {
            throw tooLarge(source);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        // what stands for wrong bytes, or is there itself
        if (text.indexOf(REPLACEMENT) >= 0 && !Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))) {
            throw broken(source, "it is not UTF-8").asException();
        }
        return new IndexFile(source, text).parse();
    }

    static StrapworkException tooLarge(PluginSource source) {
        return Faults.user("SW-D103", source.location(), "the plugin index is larger than 1 MiB",
                "no real index is: rebuild the jar with strapwork-processor, or remove it").asException();
    }

    private static io.strapwork.api.plugin.Problem broken(PluginSource source, String reason) {
        return Faults.user("SW-D101", source.location(), "the plugin index can't be read: " + reason,
                "rebuild the jar with strapwork-processor; " + PATH + " is not meant to be edited");
    }

    private StrapworkException broken(String reason) {
        return broken(source, reason + " (line " + line + ")").asException();
    }

    /** One index, or several one behind the other, with empty lines between: who makes one jar of many has them joined so. */
    private List<PluginDescriptor> parse() {
        index();
        while (hasMore()) {
            if (!text.startsWith(MAGIC + " ", position)) {
                line++;
                throw broken("there is more after its end");
            }
            index();
        }
        return plugins;
    }

    private boolean hasMore() {
        while (position < text.length() && text.charAt(position) == '\n') {
            position++;
            line++;
        }
        return position < text.length();
    }

    private void index() {
        int before = plugins.size();
        List<String> header = next();
        if (header.size() != 2 || !header.getFirst().equals(MAGIC)) {
            throw broken("it doesn't begin with \"" + MAGIC + "\"");
        }
        if (!header.getLast().equals(FORMAT)) {
            throw Faults.user("SW-D102", source.location(),
                    "the plugin index has format " + shorten(header.getLast()) + ", but this Strapwork reads format " + FORMAT,
                    "rebuild the jar with the strapwork-processor of this Strapwork, or update Strapwork").asException();
        }
        List<String> api = next();
        if (api.size() != 2 || !api.getFirst().equals("api")) {
            throw broken("\"api\" is missing");
        }
        checkApi(api.getLast(), source);
        List<String> words = next();
        while (words.getFirst().equals("plugin")) {
            words = plugin(words);
        }
        if (words.size() != 2 || !words.getFirst().equals("end") || !words.getLast().equals(Integer.toString(plugins.size() - before))) {
            throw broken(words.getFirst().equals("end")
                    ? "it counts " + shorten(words.getLast()) + " plugins and lists " + (plugins.size() - before)
                    : "\"" + shorten(words.getFirst()) + "\" is not allowed here");
        }
    }

    /** @throws StrapworkException when plugins made for that version don't work here */
    static void checkApi(String version, PluginSource source) {
        int dot = version.indexOf('.');
        int major = dot < 0 ? -1 : number(version, 0, dot);
        int minor = dot < 0 ? -1 : number(version, dot + 1, version.length());
        if (major < 0 || minor < 0) {
            throw broken(source, "\"" + shorten(version) + "\" is not an API version").asException();
        }
        if (major != ApiVersion.MAJOR || minor > ApiVersion.MINOR) {
            boolean newer = major > ApiVersion.MAJOR || major == ApiVersion.MAJOR;
            throw Faults.user("SW-D108", source.location(),
                    "its plugins were built for API " + version + ", but this Strapwork has API " + ApiVersion.TEXT,
                    newer ? "update Strapwork, or use an older release of the jar" : "use a newer release of the jar, or rebuild it")
                    .asException();
        }
    }

    private static int number(String text, int from, int to) {
        if (from == to || to - from > 4) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number;
    }

    /** Takes a plugin's lines and returns the first line behind them. */
    private List<String> plugin(List<String> head) {
        if (head.size() != 4) {
            throw broken("a plugin has a section, an id and a class");
        }
        String section = head.get(1);
        String id = checked(head.get(2), Names.isId(head.get(2)), "id");
        String className = checked(head.get(3), Names.isClass(head.get(3)), "class");
        List<String> words = next();
        if (words.size() != 4 || !words.getFirst().equals("kind") || !Names.isClass(words.get(1)) || !Names.isClass(words.get(2))) {
            throw broken("\"kind\" is missing");
        }
        Kind kind = kind(section, words.get(2), words.getLast());
        String annotation = words.get(1);
        Map<String, List<String>> facts = new LinkedHashMap<>();
        words = next();
        while (words.getFirst().equals("fact")) {
            if (words.size() < 2 || facts.put(words.get(1), List.copyOf(words.subList(2, words.size()))) != null) {
                throw broken("a fact has one name and its values");
            }
            words = next();
        }
        Optional<List<Parameter>> asks = Optional.empty();
        if (words.getFirst().equals("asks")) {
            asks = Optional.of(asks(words));
            words = next();
        }
        Optional<OptionsDescriptor> options = Optional.empty();
        if (words.getFirst().equals("options")) {
            if (words.size() != 2 || !Names.isClass(words.getLast())) {
                throw broken("options have a class");
            }
            String record = words.getLast();
            var keys = new ArrayList<OptionDescriptor>();
            words = next();
            while (words.getFirst().equals("option")) {
                words = option(words, keys);
            }
            options = Optional.of(new OptionsDescriptor(record, keys));
        }
        plugins.add(new PluginDescriptor(kind, id, className, annotation, source, facts, asks, options));
        return words;
    }

    /** Each a type, with its name before it if it has one: {@code tcp@io.strapwork.api.transport.Transport}. */
    private List<Parameter> asks(List<String> words) {
        var asks = new ArrayList<Parameter>();
        for (String word : words.subList(1, words.size())) {
            int at = word.lastIndexOf('@');
            String type = word.substring(at + 1);
            if (at == 0 || !Names.isClass(type)) {
                throw broken("\"" + shorten(word) + "\" is not what a constructor can ask for");
            }
            asks.add(new Parameter(type, at < 0 ? "" : word.substring(0, at)));
        }
        return asks;
    }

    private List<String> option(List<String> words, List<OptionDescriptor> keys) {
        if (words.size() < 3 || words.size() > 4) {
            throw broken("an option has a key, a type and perhaps a default");
        }
        String key = checked(words.get(1), Names.isId(words.get(1)), "option");
        for (OptionDescriptor other : keys) {
            if (other.key().equals(key)) {
                throw broken("option \"" + key + "\" appears twice");
            }
        }
        OptionType type;
        try {
            type = OptionType.parse(words.get(2));
        } catch (IllegalArgumentException e) {
            throw broken("\"" + shorten(words.get(2)) + "\" is not an option type");
        }
        Optional<String> text = words.size() == 4 ? Optional.of(words.get(3)) : Optional.empty();
        String summary = "";
        Bounds bounds = Bounds.NONE;
        List<String> following = next();
        if (following.getFirst().equals("bounds")) {
            if (following.size() != 3) {
                throw broken("bounds are two words");
            }
            bounds = new Bounds(bound(following.get(1)), bound(following.get(2)));
            following = next();
        }
        if (following.getFirst().equals("summary")) {
            if (following.size() != 2) {
                throw broken("a summary is one word");
            }
            summary = following.getLast();
            following = next();
        }
        keys.add(new OptionDescriptor(key, type, text, bounds, summary));
        return following;
    }

    /** An empty word for none. */
    private static Optional<String> bound(String word) {
        return Optional.of(word).filter(text -> !text.isEmpty());
    }

    private String checked(String value, boolean good, String what) {
        if (!good) {
            throw broken(
                    "\"" + shorten(value) + "\" is not the name of " + (what.equals("id") || what.equals("option") ? "an " : "a ") + what);
        }
        return value;
    }

    /** @param section a room's, or one below it: {@code "link"}, {@code "link.disk"} */
    private Kind kind(String section, String type, String noun) {
        int dot = section.indexOf('.');
        Optional<Room> room = room(dot < 0 ? section : section.substring(0, dot));
        String further = dot < 0 ? "" : section.substring(dot + 1);
        if (room.isEmpty() || dot >= 0 && !Names.isId(further)) {
            throw broken("\"" + shorten(section) + "\" is neither a room nor a section of one");
        }
        return new Kind(room.get(), further, type, shorten(noun));
    }

    /** The room of a section's first word. */
    private static Optional<Room> room(String name) {
        for (Room room : Room.values()) {
            if (room.section().equals(name)) {
                return Optional.of(room);
            }
        }
        return Optional.empty();
    }

    /** Fit to be shown: no control characters, not too long. */
    static String shorten(String text) {
        return Printable.text(text.replace('\n', '?'), 60);
    }

    /** The words of the next line; at least one. */
    private List<String> next() {
        line++;
        int end = text.indexOf('\n', position);
        if (end < 0) {
            throw broken("it is truncated");
        }
        var words = new ArrayList<String>(6);
        int start = position;
        while (start <= end) {
            int space = text.indexOf(' ', start);
            int stop = space < 0 || space > end ? end : space;
            words.add(unescape(text.substring(start, stop)));
            start = stop + 1;
        }
        position = end + 1;
        return words;
    }

    private String unescape(String word) {
        if (word.indexOf('\\') < 0) {
            if (word.isEmpty()) {
                throw broken("a word is empty");
            }
            return word;
        }
        if (word.equals("\\e")) {
            return "";
        }
        var plain = new StringBuilder(word.length());
        int next = 0;
        while (next < word.length()) {
            char c = word.charAt(next++);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            plain.append(switch (next < word.length() ? word.charAt(next++) : ' ') {
                case '\\' -> '\\';
                case 's' -> ' ';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                default -> throw broken("an escape is unknown");
            });
        }
        return plain.toString();
    }
}
