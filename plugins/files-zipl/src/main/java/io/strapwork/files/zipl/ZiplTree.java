package io.strapwork.files.zipl;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.api.plugin.Printable;
import io.strapwork.volumes.FileTree;
import io.strapwork.volumes.SmallFile;
import io.strapwork.volumes.VolumeReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A boot map as folders: {@code boot-map}, and for each program a folder with its number as name. {@code boot-map} is text, one word and a value a line: {@code layout}, {@code default},
 * and of a DASD's menu {@code timeout} in seconds; then, for each program, {@code program} with its number, and {@code title}, {@code refused} with the reason, {@code file} with each name.
 */
final class ZiplTree implements FileTree<ZiplTree.Place> {
    static final String MAP = "boot-map";
    /** The first line: readers know the file by it. */
    private static final String HEAD = "zIPL boot map\n";
    private static final int LONGEST = 200;

    static final Place ROOT = new Place(Kind.FOLDER, -1, "");

    private final VolumeReader reader;
    private final BootRecord record;
    private final Map<Integer, Program> known = new HashMap<>();

    ZiplTree(VolumeReader reader, BootRecord record) {
        this.reader = reader;
        this.record = record;
    }

    /** @param program its number, -1 outside of all */
    record Place(Kind kind, int program, String name) implements FileTree.Node {}

    private Program program(int number) throws FetchException {
        Program before = known.get(number);
        if (before == null) {
            before = Program.read(record.pointers(), number, Objects.requireNonNull(record.programs().get(number)));
            known.put(number, before);
        }
        return before;
    }

    @Override
    public Optional<Place> child(Place folder, String name) throws FetchException {
        if (folder.program() >= 0) {
            return program(folder.program()).files().containsKey(name)
                    ? Optional.of(new Place(Kind.FILE, folder.program(), name))
                    : Optional.empty();
        }
        if (name.equals(MAP)) {
            return Optional.of(new Place(Kind.FILE, -1, MAP));
        }
        return name.matches("[0-9]{1,2}") && record.programs().containsKey(Integer.parseInt(name))
                ? Optional.of(new Place(Kind.FOLDER, Integer.parseInt(name), ""))
                : Optional.empty();
    }

    @Override
    public void names(Place folder, Names into) throws FetchException {
        if (folder.program() >= 0) {
            for (String name : program(folder.program()).files().keySet()) {
                into.add(name, Kind.FILE);
            }
            return;
        }
        into.add(MAP, Kind.FILE);
        for (int number : record.programs().keySet()) {
            into.add(Integer.toString(number), Kind.FOLDER);
        }
    }

    @Override
    public String target(Place link) {
        throw new IllegalStateException("a boot map has no links");
    }

    @Override
    public VolumeFile open(Place file) throws FetchException {
        if (file.program() >= 0) {
            return Objects.requireNonNull(program(file.program()).files().get(file.name()));
        }
        return new SmallFile(reader.problems(), text().getBytes(StandardCharsets.UTF_8));
    }

    /** The number of the program that the default is a copy of; itself when it is none. */
    private Optional<Integer> preset() {
        if (!record.programs().containsKey(0)) {
            return Optional.empty();
        }
        var first = record.programs().get(0);
        return Optional.of(record.programs().entrySet().stream().filter(each -> each.getKey() != 0 && each.getValue().equals(first))
                .map(Map.Entry::getKey).findFirst().orElse(0));
    }

    private String text() {
        var text = new StringBuilder(HEAD);
        line(text, "layout", record.layout());
        Optional<Integer> preset = preset();
        preset.ifPresent(number -> line(text, "default", Integer.toString(number)));
        record.menu().ifPresent(menu -> line(text, "timeout", menu.prompts() ? menu.seconds() == 0 ? "never" : "" + menu.seconds() : "0"));
        for (int number : record.programs().keySet()) {
            if (number != 0 || preset.filter(its -> its == 0).isPresent()) {
                program(text, number);
            }
        }
        return text.toString();
    }

    /** What can't be started is there, too: a menu has it. */
    private void program(StringBuilder text, int number) {
        line(text, "program", Integer.toString(number));
        record.menu().map(menu -> menu.titles().get(number)).ifPresent(title -> line(text, "title", title));
        try {
            program(number).files().keySet().forEach(name -> line(text, "file", name));
        } catch (FetchException e) {
            line(text, "refused", e.problem().what());
        }
    }

    private static void line(StringBuilder text, String word, String value) {
        text.append(word).append(' ').append(Printable.text(value, LONGEST)).append('\n');
    }
}
