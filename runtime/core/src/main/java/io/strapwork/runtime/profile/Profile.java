package io.strapwork.runtime.profile;

import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A firmware, as it was written: with all it extends and all overrides, not yet compared with any plugin. Immutable.
 *
 * @param title    how messages call it: the file's name
 * @param file     absolute; need not exist for a profile that is built in
 * @param name     of the firmware, for threads, files and outcomes: letters, digits and hyphens
 * @param root     all sections
 * @param problems what is wrong with its form; assembling tells them together with its own
 */
public record Profile(String title, Path file, String name, Optional<String> description, Value.Section root, List<Problem> problems) {
    public Profile {
        problems = List.copyOf(problems);
    }

    /**
     * Reads a profile and what it extends, and puts the overrides on top.
     *
     * @param overrides each {@code key=value}, as behind {@code -P}
     * @throws io.strapwork.api.plugin.StrapworkException when a file can't be read or isn't TOML
     */
    public static Profile read(Path file, List<String> overrides) {
        return new TomlProfileReader(file.toAbsolutePath().normalize(), overrides).read();
    }

    /** As {@link #read}, from a text that stands for a file of that name in the current folder. */
    public static Profile parse(String title, String text, List<String> overrides) {
        return new TomlProfileReader(Path.of(title).toAbsolutePath().normalize(), overrides).read(text);
    }

    /** With further overrides of keys in sections on top, each as {@link #read} takes them. */
    public Profile with(List<String> overrides) {
        var all = new ArrayList<>(problems);
        Value.Section changed = new Overrides(all).apply(root, overrides);
        return new Profile(title, file, name, description, changed, all);
    }

    /** The section of a room. */
    public Optional<Value.Section> section(Room room) {
        return root.section(room.section());
    }

    /** A section within a room's section: {@code [transport.tls]}. */
    public Optional<Value.Section> section(Room room, String name) {
        return section(room).flatMap(section -> section.section(name));
    }

    /** The place in words: {@code "line 10"}, {@code "base.toml line 3"}, {@code "-P link.use"}. */
    public String line(Origin origin) {
        return origin.line(file);
    }

    /** As {@link #line}, with the column. */
    public String place(Origin origin) {
        return origin instanceof Origin.InFile at ? line(origin) + ", column " + at.column() : line(origin);
    }
}
