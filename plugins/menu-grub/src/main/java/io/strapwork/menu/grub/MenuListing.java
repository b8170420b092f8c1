package io.strapwork.menu.grub;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.grub.GrubProblems.LimitReached;
import io.strapwork.menu.grub.ScriptRunner.Ended;
import io.strapwork.menu.grub.ScriptRunner.Shown;
import io.strapwork.menu.grub.ScriptRunner.Stop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the commands of each entry, and of those of submenus, to learn what they boot. */
final class MenuListing {
    private static final int NESTING = 16;
    /** Of one entry: more than any that boots, and fewer than the whole may take. */
    private static final long ENTRY_STEPS = 100_000;

    /**
     * What became of a draft: an entry, a menu, or neither.
     *
     * @param children of the menu that it opens
     * @param preset   what {@code $default} is in that menu
     */
    record Listed(Draft draft, Optional<BootEntry> entry, List<Listed> children, String preset, boolean leaves) {}

    private final ScriptRunner runner;
    private final List<BootEntry> entries = new ArrayList<>();
    private final Map<String, Integer> used = new HashMap<>();

    MenuListing(ScriptRunner runner) {
        this.runner = runner;
    }

    /** In the order of the menu, all levels. */
    List<BootEntry> entries() {
        return entries;
    }

    List<Listed> list(Shown shown) throws FetchException {
        return list(shown, List.of(), "");
    }

    private List<Listed> list(Shown shown, List<String> path, String above) throws FetchException {
        var listed = new ArrayList<Listed>(shown.drafts().size());
        OpenMenus menus = runner.reading().menus();
        List<String> outer = menus.chain();
        menus.chain(shown.chain());
        for (Draft draft : shown.drafts()) {
            listed.add(list(draft, shown.variables(), path, above));
        }
        menus.chain(outer);
        return listed;
    }

    private Listed list(Draft draft, Variables around, List<String> path, String above) throws FetchException {
        String chosen = (above.isEmpty() ? "" : above + ">") + draft.id().replace(">", ">>");
        Variables variables = draft.submenu() ? runner.context(around) : around.branch();
        variables.export("chosen", chosen);
        OpenMenus menus = runner.reading().menus();
        List<String> chain = menus.chain();
        Budget.Mark mark = runner.budget().part(ENTRY_STEPS);
        Ended ended;
        try {
            ended = runner.apart(variables, draft.arguments(), () -> runner.run(draft.text(), draft.body(), true));
        } catch (LimitReached e) {
            if (!runner.budget().endPart(mark)) {
                throw e;
            }
            menus.chain(chain);
            runner.remark(draft.place(), draft.offset(), "the entry \"" + draft.title() + "\" is omitted: " + e.problem().what(), "");
            return new Listed(draft, Optional.empty(), List.of(), "", false);
        }
        runner.budget().endPart(mark);
        Shown below = ended.shown() != null && ended.stop() == Stop.MENU
                ? ended.shown()
                : new Shown(ended.drafts(), ended.variables(), runner.reading().menus().chain());
        boolean menu = !below.drafts().isEmpty() && ended.stop() != Stop.BOOT;
        if (menu && path.size() >= NESTING) {
            runner.remark(draft.place(), draft.offset(), "menus are nested deeper than " + NESTING + "; this one is omitted", "");
            return new Listed(draft, Optional.empty(), List.of(), "", false);
        }
        if (menu) {
            var longer = new ArrayList<>(path);
            longer.add(draft.title());
            List<Listed> children = list(below, List.copyOf(longer), chosen);
            return new Listed(draft, Optional.empty(), children, below.variables().get("default"), false);
        }
        Optional<BootEntry> entry = entry(draft, ended.load(), path, chosen);
        entry.ifPresent(entries::add);
        return new Listed(draft, entry, List.of(), "", ended.load().leaves());
    }

    private Optional<BootEntry> entry(Draft draft, Load load, List<String> path, String chosen) {
        if (load.parts().isEmpty()) {
            String why = load.refusal().isEmpty() ? "it loads nothing" : load.refusal();
            runner.remark(draft.place(), draft.offset(), "the entry \"" + draft.title() + "\" can't be booted here: " + why, "");
            return Optional.empty();
        }
        return Optional.of(new BootEntry(unique(chosen), draft.title(), path, load.parts(), load.commandLine()));
    }

    /** What is loaded outside entries, and booted by {@code boot} or because there is no menu. */
    BootEntry alone(Load load) {
        String kernel = load.parts().getFirst().uri().decodedPath();
        var entry = new BootEntry(unique("boot"), kernel.substring(kernel.lastIndexOf('/') + 1), List.of(), load.parts(),
                load.commandLine());
        entries.add(entry);
        return entry;
    }

    /** GRUB lets entries have one id, or title; the first keeps it, the others get a number. */
    private String unique(String id) {
        Integer before = used.putIfAbsent(id, 1);
        if (before == null) {
            return id;
        }
        int number = before;
        String numbered;
        do {
            numbered = id + "#" + ++number;
        } while (used.putIfAbsent(numbered, 1) != null);
        used.put(id, number);
        return numbered;
    }
}
