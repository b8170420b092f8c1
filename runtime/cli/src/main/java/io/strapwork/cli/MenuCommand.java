package io.strapwork.cli;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.BootContext;
import io.strapwork.runtime.assembly.MenuReaders;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.menu.BootStart;
import io.strapwork.runtime.menu.FolderFiles;
import io.strapwork.runtime.menu.FoundMenu;
import io.strapwork.runtime.menu.MenuSearch;
import io.strapwork.runtime.menu.SecondExchange;
import io.strapwork.runtime.profile.DidYouMean;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.commons.cli.Option;

/** Reads a boot configuration on this computer: no machine, no network. */
final class MenuCommand {
    private static final Option AS = Arguments.of("as", "READER", "Menu reader to use; default: chosen by the file's content and name.");
    private static final Option ROOT = Arguments.of("root", "DIR",
            "Folder to look for files in: the path /a/b is DIR/a/b, and tftp://host/a/b is DIR/host/a/b.");
    private static final Option SET = Arguments.of("set", "KEY=VALUE",
            "What the machine and the network report: bootfile, next-server, option-209, option-210, mac, ip, uuid, architecture, or a setting of iPXE. Can be repeated.");
    private static final Option JSON = Arguments.of("json", "FILE",
            "Writes config, trail, entries and remarks as JSON; - is standard output.");

    static final Command COMMAND = new Command("menu", "Reads a boot configuration and prints its entries; starts nothing.", "CONFIG",
            List.of(AS, ROOT, SET, JSON, ProfileArguments.PLUGINS, ProfileArguments.VERBOSE), MenuCommand::run);

    private MenuCommand() {}

    private static int run(Arguments arguments, Session session) throws CallException, IOException {
        Map<String, String> facts = facts(arguments.values(SET));
        Catalogue catalogue = ProfileArguments.catalogue(arguments);
        MenuReaders readers = Assembler.menuReaders(catalogue, new BootContext(BootClock.system(), new Random(0)));
        Optional<String> reader = arguments.value(AS);
        if (reader.isPresent() && readers.byId(reader.get()).isEmpty()) {
            List<String> ids = readers.candidates().stream().map(MenuReaders.Candidate::id).toList();
            throw new CallException("unknown menu reader \"" + reader.get() + "\"\n" + DidYouMean.hint(reader.get(), ids, ""));
        }
        var search = new MenuSearch(readers, files(arguments), BootClock.system(), facts, SecondExchange.of(facts));
        Looking looking = looking(arguments, search, reader, facts);
        Optional<JsonFile> json = arguments.value(JSON).map(file -> new JsonFile(file, session));
        if (json.isPresent()) {
            json.get().create();
        }
        Optional<FoundMenu> found = Optional.empty();
        List<Problem> problems = List.of();
        try {
            found = looking.look();
        } catch (FetchException e) {
            problems = List.of(e.problem());
        } catch (StrapworkException e) {
            problems = e.problems();
        }
        if (json.isPresent()) {
            Optional<FoundMenu> menu = found;
            json.get().write(out -> MenuJson.menu(menu, search.trail(), out));
        }
        if (json.filter(JsonFile::isStandardOutput).isEmpty()) {
            MenuText.print(found, search.trail(), arguments.operand().isEmpty() || arguments.has(ProfileArguments.VERBOSE), session.out());
        }
        if (!problems.isEmpty()) {
            Terminal.print("the menu can't be read", problems, session.errors());
        }
        return found.filter(its -> !its.menu().entries().isEmpty()).isPresent() ? ExitStatus.OK : ExitStatus.BOOT_FAILED;
    }

    /** A search that has not begun. */
    @FunctionalInterface
    private interface Looking {
        Optional<FoundMenu> look() throws FetchException;
    }

    private static Looking looking(Arguments arguments, MenuSearch search, Optional<String> reader, Map<String, String> facts)
            throws CallException {
        if (arguments.operand().isPresent()) {
            BootUri config = config(arguments);
            return () -> search.read(config, reader);
        }
        BootStart start = start(facts);
        return () -> search.find(start);
    }

    private static Map<String, String> facts(List<String> words) throws CallException {
        var facts = new TreeMap<String, String>();
        for (String word : words) {
            int sign = word.indexOf('=');
            if (sign < 1) {
                throw new CallException("--set needs KEY=VALUE, such as --set mac=52:54:00:12:34:56, not \"" + word + "\"");
            }
            facts.put(word.substring(0, sign), word.substring(sign + 1));
        }
        facts.computeIfPresent(MenuRequest.MAC, (_, mac) -> mac.toLowerCase(Locale.ROOT).replace('-', ':'));
        facts.computeIfPresent(MenuRequest.UUID, (_, uuid) -> uuid.toLowerCase(Locale.ROOT));
        return facts;
    }

    private static FolderFiles files(Arguments arguments) throws CallException {
        Path root = ProfileArguments.path(arguments.value(ROOT).orElse("/"));
        try {
            return new FolderFiles(root);
        } catch (IOException e) {
            throw new CallException("--root: no such folder: " + root);
        }
    }

    /** A URI, or a path: below the root, or without one a file of this computer. */
    private static BootUri config(Arguments arguments) throws CallException {
        String config = arguments.operand().orElseThrow();
        try {
            if (config.contains("://")) {
                return BootUri.parse(config.startsWith("file:///") ? "file://localhost" + config.substring("file://".length()) : config);
            }
            Path path = arguments.value(ROOT).isPresent() ? Path.of("/").resolve(config) : ProfileArguments.path(config).toAbsolutePath();
            if (arguments.value(ROOT).isPresent()) {
                Path outside = ProfileArguments.path(config);
                Path root = ProfileArguments.path(arguments.value(ROOT).get());
                boolean below = outside.startsWith(root) && Files.exists(outside);
                path = below ? Path.of("/").resolve(root.relativize(outside)) : path;
            }
            return BootUri.parse("file://localhost/").withPath(path.normalize() + (config.endsWith("/") ? "/" : ""));
        } catch (IllegalArgumentException e) {
            throw new CallException(String.valueOf(e.getMessage()));
        }
    }

    /** Of facts that lead somewhere. */
    private static BootStart start(Map<String, String> facts) throws CallException {
        BootStart start;
        try {
            start = BootStart.of(facts);
        } catch (StrapworkException e) {
            Problem problem = e.problems().getFirst();
            throw new CallException(
                    "--set bootfile, --set next-server: " + problem.what() + (problem.hint().isEmpty() ? "" : "\n" + problem.hint()));
        }
        if (start.bootFile().isEmpty() && start.server().isEmpty()) {
            throw new CallException("name a configuration, or set what the network reports: --set bootfile=… and --set next-server=…");
        }
        return start;
    }
}
