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

    private record Hidden(Loaded from, Label label, List<String> path, int depth) {}

    MenuWalk(MenuRequest request, ConfigFiles files) {
        this.request = request;
        this.files = files;
        this.remarks = new Remarks(request.config());
        this.loader = new Loader(request, files, remarks, new Budget(remarks, request.config()));
    }

    BootMenu read() throws FetchException {
        Optional<MemorySegment> content = files.find(request.config());
        if (content.isEmpty()) {
            remarks.add(request.config(), "the configuration is not there", "");
            return new BootMenu(List.of(), Optional.empty(), Optional.empty(), remarks.toList());
        }
        Loaded first = loader.first(new FoundFile(request.config(), content.orElseThrow()), FileNames.of(request, files.volumes()));
        addAll(first, List.of(), 0);
        while (!hidden.isEmpty()) {
            Hidden next = hidden.removeFirst();
            add(next.from(), next.label(), next.path(), next.depth());
        }
        var presets = new Presets(request, remarks, entries, destinations);
        Optional<Entries.Draft> preset = presets.of(first);
        Entries.Named named = entries.named();
        return new BootMenu(named.entries(), preset.map(named::id), preset.flatMap(draft -> presets.patience(first)), remarks.toList());
    }

    private void addAll(Loaded loaded, List<String> path, int depth) throws FetchException {
        addMenu(loaded, loaded.config().top(), path, depth);
        for (Label label : loaded.config().hidden()) {
            hidden.addLast(new Hidden(loaded, label, path, depth));
        }
    }

    private void addMenu(Loaded loaded, Menu menu, List<String> path, int depth) throws FetchException {
        for (MenuItem item : menu.items()) {
            switch (item) {
                case Label label -> add(loaded, label, path, depth);
                case Menu submenu -> addMenu(loaded, submenu, below(path, submenu), depth);
            }
        }
    }

    private void add(Loaded loaded, Label label, List<String> path, int depth) throws FetchException {
        if (label.use != Label.Use.BOOT) {
            return;
        }
        switch (loaded.commands().of(label)) {
            case Target.Boot boot -> destinations.boots(label, entries.add(new Entries.Draft(label.name(), label.title(), path, boot)));
            case Target.Submenu submenu -> addSubmenu(loaded, label, submenu, path, depth);
            case Target.OwnMenu own -> destinations.opens(label, loaded);
            case Target.Nothing nothing -> {
            }
        }
    }

    private void addSubmenu(Loaded loaded, Label label, Target.Submenu target, List<String> path, int depth) throws FetchException {
        if (depth >= DEEPEST) {
            remarks.add(target.place(), "configurations lead to each other more than " + DEEPEST + " deep; this one is left out", "");
            return;
        }
        Optional<Loader.Submenu> submenu = loader.submenu(target, loaded.config());
        if (submenu.isPresent()) {
            Loaded inner = submenu.orElseThrow().loaded();
            destinations.opens(label, inner);
            if (submenu.orElseThrow().fresh()) {
                addAll(inner, below(path, label), depth + 1);
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
