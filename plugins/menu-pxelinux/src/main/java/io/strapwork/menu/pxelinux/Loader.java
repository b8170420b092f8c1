package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads configurations, and follows DEFAULT and UI to the one that a menu program would show. */
final class Loader {
    private final ConfigFiles files;
    private final Remarks remarks;
    private final Budget budget;
    private final NetworkWords network;
    private final Map<Loaded.Key, Loaded> loaded = new HashMap<>();

    Loader(MenuRequest request, ConfigFiles files, Remarks remarks, Budget budget) {
        this.files = files;
        this.remarks = remarks;
        this.budget = budget;
        this.network = new NetworkWords(request, remarks);
    }

    /** The configuration that reading begins with. */
    Loaded first(FoundFile file, FileNames names) throws FetchException {
        return load(List.of(file), names, false);
    }

    /**
     * A submenu; what was read before is not read again.
     *
     * @param from the configuration that names it
     */
    Optional<Submenu> submenu(Target.Submenu target, Configuration from) throws FetchException {
        List<FoundFile> found = find(target, from);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Loaded known = loaded.get(key(found, target.names()));
        return Optional.of(known != null ? new Submenu(known, false) : new Submenu(load(found, target.names(), target.menu()), true));
    }

    /** @param fresh whether it was not read before */
    record Submenu(Loaded loaded, boolean fresh) {}

    private static Loaded.Key key(List<FoundFile> files, FileNames names) {
        return new Loaded.Key(files.stream().map(FoundFile::uri).toList(), names.prefix());
    }

    private List<FoundFile> find(Target.Submenu target, Configuration from) throws FetchException {
        var found = new ArrayList<FoundFile>();
        for (String name : target.files()) {
            Optional<FoundFile> file = FoundFile.find(name.equals("~") ? List.of(from.file()) : from.names().places(name), files);
            file.ifPresentOrElse(found::add,
                    () -> remarks.add(target.place(), "the configuration " + Remarks.quote(name) + " does not exist", ""));
        }
        return found;
    }

    private Loaded load(List<FoundFile> found, FileNames names, boolean menu) throws FetchException {
        var config = new Configuration(found.getFirst().uri(), names);
        var parser = new ConfigParser(files, remarks, budget, config);
        for (FoundFile file : found) {
            parser.read(file);
        }
        parser.end();
        var commands = new Commands(config, remarks, network, budget);
        Loaded read = menu ? new Loaded(config, commands, true, Optional.empty()) : shown(config, commands);
        loaded.put(key(found, names), read);
        return read;
    }

    /** UI, or DEFAULT where it names a menu program, or a label that is nothing but one. */
    private Loaded shown(Configuration config, Commands commands) throws FetchException {
        Optional<Command> program = config.ui().or(() -> config.preset().filter(command -> isMenuProgram(command, config)));
        if (program.isEmpty()) {
            boolean own = config.preset().flatMap(command -> config.labelOfName(command.program()))
                    .filter(label -> isOwnMenu(label, commands)).isPresent();
            return new Loaded(config, commands, own, Optional.empty());
        }
        Command command = program.orElseThrow();
        List<String> words = Command.words(command.arguments());
        if (!Commands.isMenu(command.program())) {
            remarks.add(command.place(), Remarks.quote(command.program()) + " can't run here; the labels are shown as menu.c32 would", "");
        } else if (!words.isEmpty()) {
            List<FoundFile> found = find(new Target.Submenu(command.place(), words, config.names(), true), config);
            if (!found.isEmpty() && !(found.size() == 1 && found.getFirst().uri().equals(config.file()))) {
                Loaded inner = load(found, config.names(), true);
                if (!inner.config().isEmpty()) {
                    return new Loaded(inner.config(), inner.commands(), true, Optional.of(config));
                }
                remarks.add(command.place(),
                        "the menu that " + Remarks.quote(command.text()) + " shows has no label; the labels next to it are shown", "");
            }
        }
        return new Loaded(config, commands, true, Optional.empty());
    }

    static boolean isMenuProgram(Command command, Configuration config) {
        return (Commands.isMenu(command.program()) || Commands.module(command.program()).equals("gfxboot"))
                && config.labelOfName(command.program()).isEmpty();
    }

    private static boolean isOwnMenu(Label label, Commands commands) {
        return Commands.isMenu(label.kernel) && label.kernel.indexOf(' ') < 0 && commands.of(label) instanceof Target.OwnMenu;
    }
}
