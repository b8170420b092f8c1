package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.Remark;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns a script into a menu: runs it up to each choice, and on from there once for each item. */
final class Exploration {
    private final Desk desk;
    private final Interpreter interpreter;
    private final List<BootEntry> entries = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    Exploration(Desk desk) {
        this.desk = desk;
        interpreter = new Interpreter(desk);
    }

    BootMenu read(Budget budget) throws FetchException {
        Script script = desk.first();
        var session = new Session(FactSettings.of(desk.request()), Frame.of(script, null), budget);
        Optional<String> preset = Optional.empty();
        Optional<Duration> patience = Optional.empty();
        switch (interpreter.run(session)) {
            case Outcome.Boots boots -> {
                BootEntry entry = add(boots, boots.name(), boots.name(), List.of());
                preset = boots.started() ? Optional.of(entry.id()) : Optional.empty();
            }
            case Outcome.Ends ends -> desk.remark(new Remark(script.uri(), 0, 0, "the script boots nothing: " + ends.how(), ""));
            case Outcome.Loops loops ->
                throw IpxeProblems.loops(loops.place(), loops.after(), desk.remarks().stream().map(Remark::toString).toList());
            case Outcome.Asks asks -> {
                MenuNode root = explore(new MenuNode(session, asks.asked()));
                list(root, "", List.of());
                preset = preset(root);
                patience = preset.isPresent() ? patience(root) : Optional.empty();
            }
        }
        if (entries.isEmpty() && desk.firstMiss().isPresent()) {
            throw desk.firstMiss().get();
        }
        return new BootMenu(entries, preset, patience, desk.remarks());
    }

    /** Menus near the first one come first, so that one that many lead to is listed where it is found soonest. */
    private MenuNode explore(MenuNode root) throws FetchException {
        var twins = new MenuTwins();
        var waiting = new ArrayDeque<MenuNode>(List.of(root));
        int ways = 0;
        for (MenuNode node = waiting.poll(); node != null; node = waiting.poll()) {
            ways += node.asked().items().size();
            if (ways > Budget.ENTRIES) {
                throw IpxeProblems.tooManyEntries(node.asked().place(), Budget.ENTRIES);
            }
            choose(node);
            if (!twins.find(node)) {
                waiting.addAll(node.children());
            }
        }
        return root;
    }

    /** Runs on once for each item. */
    private void choose(MenuNode node) throws FetchException {
        for (Choice.Item item : node.asked().items()) {
            Session session = node.session().copy();
            Outcome outcome;
            try {
                boolean stored = SettingCommands.store(session, item.place(), node.asked().variable(), item.label());
                Interpreter.resume(session,
                        stored ? Optional.empty() : Optional.of(new Failure("the label does not fit a setting of this type", false)));
                outcome = interpreter.run(session);
            } catch (IpxeProblems.RunException e) {
                outcome = new Outcome.Ends(e.problem().what() + " (" + e.problem().where() + ")");
            }
            node.add(item, outcome, session);
        }
        node.forgetSession();
    }

    private void list(MenuNode node, String trail, List<String> path) {
        for (MenuNode.Slot slot : node.slots()) {
            Choice.Item item = slot.item();
            String id = trail + (item.label().isEmpty() ? item.title() : item.label());
            switch (slot.leads()) {
                case MenuNode.Entry entry -> {
                    BootEntry added = add(entry.boots(), id, item.title(), path);
                    slot.listed(added.id());
                }
                case MenuNode.Menu menu when menu.node().twin().isEmpty() -> {
                    var deeper = new ArrayList<>(path);
                    deeper.add(item.title());
                    list(menu.node(), id + ">", List.copyOf(deeper));
                }
                case MenuNode.Menu _ ->
                    desk.remark(item.place(), "the item \"" + item.title() + "\" leads to a menu that is listed elsewhere", "");
                case MenuNode.Nothing nothing ->
                    desk.remark(item.place(), "the item \"" + item.title() + "\" boots nothing: " + nothing.why(), "");
            }
        }
    }

    private BootEntry add(Outcome.Boots boots, String wanted, String title, List<String> path) {
        String id = wanted;
        for (int i = 2; !ids.add(id); i++) {
            id = wanted + "#" + i;
        }
        for (Image image : boots.leftOut()) {
            String inside = image.arguments().orElse("").split(" ", 2)[0];
            desk.remark(image.place(),
                    "iPXE puts this file into the initramfs as \"" + inside + "\", which is not supported here: it is ignored",
                    "add it to the initramfs, or serve it in a cpio archive");
        }
        var entry = new BootEntry(id, title.isEmpty() ? id : title, path, boots.parts(), boots.commandLine());
        entries.add(entry);
        return entry;
    }

    /** What boots when nobody chooses anything, in any menu. */
    private static Optional<String> preset(MenuNode root) {
        return path(root).getLast().preset().boots();
    }

    /** Without limit as soon as one of the menus on the way waits without limit. */
    private static Optional<Duration> patience(MenuNode root) {
        Duration sum = Duration.ZERO;
        for (MenuNode node : path(root)) {
            Optional<Duration> timeout = node.asked().timeout();
            if (timeout.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.plus(timeout.get());
        }
        return Optional.of(sum);
    }

    private static List<MenuNode> path(MenuNode root) {
        var path = new ArrayList<MenuNode>();
        for (Optional<MenuNode> node = Optional.of(root); node.isPresent();) {
            MenuNode now = node.get().twin().orElse(node.get());
            if (path.contains(now)) {
                break;
            }
            path.add(now);
            node = now.preset().leads() instanceof MenuNode.Menu menu ? Optional.of(menu.node()) : Optional.empty();
        }
        return path;
    }
}
