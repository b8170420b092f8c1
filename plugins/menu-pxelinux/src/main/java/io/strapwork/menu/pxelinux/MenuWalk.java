package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** One reading: goes through the menus in the order that they are shown, and makes one list of all entries. */
final class MenuWalk {
    private static final int DEEPEST = 16;
    private final MenuRequest request;
    private final ConfigFiles files;
    private final Remarks remarks;
    private final Loader loader;
    private final Entries entries = new Entries();
    private final Destinations destinations = new Destinations();
    /** Labels that no menu shows come behind those that are shown. */
    private final Deque<Hidden> hidden = new ArrayDeque<>();

    /** What a configuration's menus come to. */
    private sealed interface Line {}

    private record Entry(Entries.Draft draft) implements Line {}

    private record Other(Label label, Target.Submenu target, List<String> path) implements Line {}

    private record Hidden(Loaded from, List<Line> lines, int depth) {}

    MenuWalk(MenuRequest request, ConfigFiles files) {
        this.request = request;
        this.files = files;
        this.remarks = new Remarks(request.config());
        this.loader = new Loader(request, files, remarks, new Budget(remarks, request.config()));
    }

    BootMenu read() throws FetchException {
        Optional<MemorySegment> content = files.find(request.config());
        if (content.isEmpty()) {
            remarks.add(request.config(), "the configuration does not exist", "");
            return new BootMenu(List.of(), Optional.empty(), Optional.empty(), remarks.toList());
        }
        Loaded first = loader.first(new FoundFile(request.config(), content.orElseThrow()), FileNames.of(request, files.volumes()));
        addAll(first, List.of(), 0);
        while (!hidden.isEmpty()) {
            Hidden next = hidden.removeFirst();
            place(next.lines(), next.from(), next.depth());
        }
        var presets = new Presets(request, remarks, entries, destinations);
        Optional<Entries.Draft> preset = presets.of(first);
        Entries.Named named = entries.named();
        return new BootMenu(named.entries(), preset.map(named::id), preset.flatMap(draft -> presets.patience(first)), remarks.toList());
    }

    /**
     * First all that the configuration has itself, then what other ones have that its labels lead to: of two entries that are the same the one in the outer menu
     * stays, even if it comes later. Debian's help leads to a copy of the whole menu.
     */
    private void addAll(Loaded loaded, List<String> path, int depth) throws FetchException {
        var lines = new ArrayList<Line>();
        addLines(lines, loaded, loaded.config().top(), path);
        place(lines, loaded, depth);
        var unseen = new ArrayList<Line>();
        loaded.config().hidden().forEach(label -> addLine(unseen, loaded, label, path));
        hidden.addLast(new Hidden(loaded, unseen, depth));
    }

    private void addLines(List<Line> lines, Loaded loaded, Menu menu, List<String> path) {
        for (MenuItem item : menu.items()) {
            switch (item) {
                case Label label -> addLine(lines, loaded, label, path);
                case Menu submenu -> addLines(lines, loaded, submenu, below(path, submenu));
            }
        }
    }

    private void addLine(List<Line> lines, Loaded loaded, Label label, List<String> path) {
        if (label.use != Label.Use.BOOT) {
            return;
        }
        switch (loaded.commands().of(label)) {
            case Target.Boot boot -> {
                var draft = new Entries.Draft(label.name(), label.title(), path, boot);
                Entries.Draft known = entries.known(draft);
                destinations.boots(label, known);
                if (known == draft) {
                    lines.add(new Entry(draft));
                }
            }
            case Target.Submenu submenu -> lines.add(new Other(label, submenu, below(path, label)));
            case Target.OwnMenu own -> destinations.opens(label, loaded);
            case Target.Nothing nothing -> {
            }
        }
    }

    private void place(List<Line> lines, Loaded loaded, int depth) throws FetchException {
        for (Line line : lines) {
            switch (line) {
                case Entry entry -> entries.add(entry.draft());
                case Other other -> addSubmenu(loaded, other, depth);
            }
        }
    }

    private void addSubmenu(Loaded loaded, Other line, int depth) throws FetchException {
        if (depth >= DEEPEST) {
            remarks.add(line.target().place(), "configurations are chained more than " + DEEPEST + " deep; this one is omitted",
                    "");
            return;
        }
        Optional<Loader.Submenu> submenu = loader.submenu(line.target(), loaded.config());
        if (submenu.isPresent()) {
            Loaded inner = submenu.orElseThrow().loaded();
            destinations.opens(line.label(), inner);
            if (submenu.orElseThrow().fresh()) {
                addAll(inner, line.path(), depth + 1);
            }
        }
    }

    private static List<String> below(List<String> path, MenuItem item) {
        if (item.title().isEmpty()) {
            return path;
        }
        var longer = new ArrayList<>(path);
        longer.add(item.title());
        return List.copyOf(longer);
    }
}
