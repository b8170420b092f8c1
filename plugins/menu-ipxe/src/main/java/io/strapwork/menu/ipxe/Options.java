package io.strapwork.menu.ipxe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The options of a command, as iPXE's getopt reads them: they end at the first word that is none, and no value begins with a hyphen. */
record Options(Map<String, String> values, List<String> rest) {
    /**
     * What a command takes.
     *
     * @param flags     long names without a value
     * @param valued    long names with one
     * @param shorts    letters, with their long names
     * @param least     words after the options
     * @param most      words after the options
     */
    record Grammar(Set<String> flags, Set<String> valued, Map<Character, String> shorts, int least, int most) {
        static Grammar of(String spec, int least, int most) {
            var flags = new HashSet<String>();
            var valued = new HashSet<String>();
            var shorts = new HashMap<Character, String>();
            for (String word : spec.isEmpty() ? new String[0] : spec.split(" ")) {
                boolean value = word.endsWith("=");
                String name = value ? word.substring(0, word.length() - 1) : word;
                String longName = name.substring(name.indexOf('|') + 1);
                if (name.indexOf('|') == 1) {
                    shorts.put(name.charAt(0), longName);
                }
                (value ? valued : flags).add(longName);
            }
            return new Grammar(flags, valued, shorts, least, most);
        }
    }

    /** Why a command line is none of the command's. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** All words after the options, joined as iPXE's concat_args does. */
    String text() {
        return text(0);
    }

    String text(int from) {
        return from >= rest.size() ? "" : String.join(" ", rest.subList(from, rest.size()));
    }

    /** @param words of the command, without its name */
    static Options parse(List<String> words, Grammar grammar) throws UsageException {
        var values = new HashMap<String, String>();
        int at = 0;
        while (at < words.size() && words.get(at).startsWith("-")) {
            String word = words.get(at++);
            if (word.equals("--")) {
                break;
            }
            at = word.startsWith("--") ? longOption(words, at, grammar, values) : shortOptions(words, at, grammar, values);
        }
        List<String> rest = new ArrayList<>(words.subList(at, words.size()));
        if (rest.size() < grammar.least() || rest.size() > grammar.most()) {
            throw new UsageException(rest.size() < grammar.least() ? "it has too few arguments" : "it has too many arguments");
        }
        return new Options(values, rest);
    }

    private static int longOption(List<String> words, int at, Grammar grammar, Map<String, String> values) throws UsageException {
        String word = words.get(at - 1).substring(2);
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        if (grammar.flags().contains(name) && equals < 0) {
            values.put(name, "");
            return at;
        }
        if (!grammar.valued().contains(name)) {
            throw new UsageException("it has no option \"--" + word + "\"");
        }
        if (equals >= 0) {
            values.put(name, word.substring(equals + 1));
            return at;
        }
        values.put(name, argument(words, at, "--" + name));
        return at + 1;
    }

    private static int shortOptions(List<String> words, int at, Grammar grammar, Map<String, String> values) throws UsageException {
        String word = words.get(at - 1);
        for (int i = 1; i < word.length(); i++) {
            String name = grammar.shorts().get(word.charAt(i));
            if (name == null) {
                throw new UsageException("it has no option \"-" + word.charAt(i) + "\"");
            }
            if (grammar.valued().contains(name)) {
                boolean inline = i + 1 < word.length();
                values.put(name, inline ? word.substring(i + 1) : argument(words, at, "-" + word.charAt(i)));
                return inline ? at : at + 1;
            }
            values.put(name, "");
        }
        if (word.length() == 1) {
            throw new UsageException("it has no option \"-\"");
        }
        return at;
    }

    private static String argument(List<String> words, int at, String option) throws UsageException {
        if (at >= words.size() || words.get(at).startsWith("-")) {
            throw new UsageException("its option \"" + option + "\" has no value");
        }
        return words.get(at);
    }
}
