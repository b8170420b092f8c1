package io.strapwork.menu.zipl;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the file {@code boot-map} says: a word and a value a line.
 *
 * @param preset  the number of the program that boots when nobody chooses
 * @param timeout of a DASD's menu: seconds, or {@code "never"}; empty where there is no menu
 */
record BootMapText(Optional<Integer> preset, Optional<String> timeout, List<Listed> programs) {
    static final String HEAD = "zIPL boot map";
    /** A program table has 31. */
    private static final int MOST_PROGRAMS = 64;
    private static final int MOST_FILES = 32;

    BootMapText {
        programs = List.copyOf(programs);
    }

    /**
     * A program.
     *
     * @param title   empty where the map has none
     * @param refused why it can't be started; empty when it can
     * @param files   names in its folder
     */
    record Listed(int number, String title, Optional<String> refused, Set<String> files) {
        Listed with(String word, String value) {
            if (word.equals("file") && files.size() < MOST_FILES) {
                var more = new LinkedHashSet<>(files);
                more.add(value);
                return new Listed(number, title, refused, more);
            }
            return switch (word) {
                case "title" -> new Listed(number, value, refused, files);
                case "refused" -> new Listed(number, title, Optional.of(value), files);
                default -> this;
            };
        }
    }

    /** Empty when it is not such a file; lines that are none count for nothing. */
    static Optional<BootMapText> parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
            return Optional.empty();
        }
        Optional<Integer> preset = Optional.empty();
        Optional<String> timeout = Optional.empty();
        var programs = new ArrayList<Listed>();
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.split(" ", 2);
            String value = words.length < 2 ? "" : words[1].strip();
            switch (words[0]) {
                case "default" -> preset = number(value);
                case "timeout" -> timeout = Optional.of(value);
                case "program" -> {
                    if (programs.size() < MOST_PROGRAMS) {
                        number(value).ifPresent(number -> programs.add(new Listed(number, "", Optional.empty(), Set.of())));
                    }
                }
                default -> {
                    if (!programs.isEmpty()) {
                        programs.set(programs.size() - 1, programs.getLast().with(words[0], value));
                    }
                }
            }
        }
        return Optional.of(new BootMapText(preset, timeout, programs));
    }

    private static Optional<Integer> number(String text) {
        return text.matches("[0-9]{1,2}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }
}
