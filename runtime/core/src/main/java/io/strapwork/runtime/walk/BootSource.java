package io.strapwork.runtime.walk;

import io.strapwork.api.address.Lease;
import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.CommandLine;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.PartRange;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.trust.MenuVerifier;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.BootFrom;
import io.strapwork.runtime.assembly.MenuChoice;
import io.strapwork.runtime.assembly.ProfilePart;
import io.strapwork.runtime.menu.BootStart;
import io.strapwork.runtime.menu.EntryChoice;
import io.strapwork.runtime.menu.FoundMenu;
import io.strapwork.runtime.menu.MenuSearch;
import io.strapwork.runtime.menu.SecondExchange;
import io.strapwork.runtime.menu.SeenFiles;
import io.strapwork.runtime.menu.TrailStep;
import io.strapwork.runtime.outcome.BootOutcome.MenuReport;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Says what is fetched where the profile does not: the entry of a menu, or the network's boot file itself. */
final class BootSource {
    private static final String KERNEL = "kernel";
    private static final List<String> NAMES = List.of(KERNEL, "initrd", "device-tree");
    /** An entry may lead to another configuration, as iPXE's chain does. */
    private static final int MOST_HOPS = 8;

    private final Assembly assembly;
    private final AssembledBoot boot;
    private final BootClock clock;
    private final BootListener listener;
    private final Logbook book;
    private final Map<String, String> facts;
    private final SecondExchange again;
    private ChosenBy chosenBy = ChosenBy.PROFILE;

    /** @param facts of machine and network, as menu readers may ask */
    BootSource(Assembly assembly, AssembledBoot boot, BootClock clock, BootListener listener, Logbook book, Map<String, String> facts,
            SecondExchange again) {
        this.assembly = assembly;
        this.boot = boot;
        this.clock = clock;
        this.listener = listener;
        this.book = book;
        this.facts = facts;
        this.again = again;
    }

    /**
     * A file of a boot.
     *
     * @param otherwise tried in this order when it is not there
     * @param range     which bytes of it are wanted; empty when all are
     */
    record Wanted(String name, BootUri uri, List<BootUri> otherwise, Optional<PartRange> range) {
        Wanted {
            otherwise = List.copyOf(otherwise);
        }

        Wanted(String name, BootUri uri) {
            this(name, uri, List.of(), Optional.empty());
        }

        /** Where it is looked for, in this order. */
        List<BootUri> places() {
            return Stream.concat(Stream.of(uri), otherwise.stream()).toList();
        }
    }

    /** A command line, and who says it: a menu's entry, or a DHCP server with the boot file. @param isTold by the server */
    record Said(CommandLine line, boolean isTold) {
        static final Said NOTHING = new Said(CommandLine.NONE, false);

        static Said told(Optional<String> text) {
            return text.map(its -> new Said(CommandLine.written(its), true)).orElse(NOTHING);
        }
    }

    /** What is fetched, in order. @param said apart from the profile's own line */
    record Found(List<Wanted> parts, Said said) {
        Found {
            parts = List.copyOf(parts);
        }
    }

    Found find(Optional<Lease> lease) {
        boolean named = assembly.parts().stream().allMatch(part -> part.uri().isPresent());
        if (named && assembly.menu().isEmpty()) {
            return new Found(own(), Said.NOTHING);
        }
        try {
            return choose(lease);
        } catch (FetchException e) {
            book.attempted(e.attempts());
            throw new StrapworkException(e.problem(), e);
        }
    }

    /** Who says that it is this. */
    ChosenBy chosenBy() {
        return chosenBy;
    }

    /** What the profile names. */
    private List<Wanted> own() {
        var own = new ArrayList<Wanted>();
        for (ProfilePart part : assembly.parts()) {
            part.uri().ifPresent(uri -> own.add(new Wanted(part.name(), uri)));
        }
        return own;
    }

    private Found choose(Optional<Lease> lease) throws FetchException {
        MenuChoice wanted = assembly.menu().orElse(MenuChoice.NONE);
        var files = new BootFiles(boot);
        Optional<SeenFiles> seen = boot.verifier() instanceof MenuVerifier ? Optional.of(new SeenFiles(files)) : Optional.empty();
        var search = new MenuSearch(boot.menuReaders(), seen.isPresent() ? seen.get() : files, clock, facts, again);
        try {
            Found found = choose(wanted, search, lease);
            chosenBy = chosenBy(found.said(), search, seen);
            return found;
        } catch (FetchException | StrapworkException e) {
            searched(search);
            throw e;
        }
    }

    private ChosenBy chosenBy(Said said, MenuSearch search, Optional<SeenFiles> seen) throws FetchException {
        Map<BootUri, MemorySegment> menu = search.read();
        var files = new LinkedHashMap<BootUri, MemorySegment>();
        // an image is large, and no other verifier is asked
        for (BootUri file : seen.isPresent() ? said.line().files() : List.<BootUri>of()) {
            files.put(file, search.line(file).orElse(MemorySegment.NULL));
        }
        return new ChosenBy(menu, files, said.isTold() ? said.line().text() : Optional.empty(),
                seen.map(SeenFiles::beginnings).orElse(Map.of()));
    }

    private void searched(MenuSearch search) {
        listener.searched(search.trail());
        book.searched(search.trail().stream().map(TrailStep::toString).toList());
    }

    private Found choose(MenuChoice wanted, MenuSearch search, Optional<Lease> lease) throws FetchException {
        if (wanted.config().isPresent()) {
            Optional<FoundMenu> named = search.read(wanted.config().get(), wanted.use());
            return follow(named.orElseThrow(() -> noConfiguration(wanted.config().get(), search)), wanted, search, Said.NOTHING);
        }
        if (assembly.bootFrom() == BootFrom.DISK) {
            Optional<FoundMenu> onDisk = search.findOnDisks();
            return follow(onDisk.orElseThrow(() -> nothingOnDisks(search)), wanted, search, Said.NOTHING);
        }
        BootStart start = BootStart.of(facts);
        Optional<FoundMenu> menu = search.find(start);
        Said told = Said.told(search.parameters());
        if (menu.isEmpty()) {
            return bootFile(start, search, lease, told);
        }
        boolean itself = start.bootFile().filter(menu.get().config()::equals).isPresent();
        return follow(menu.get(), wanted, search, itself ? told : Said.NOTHING);
    }

    private StrapworkException noConfiguration(BootUri config, MenuSearch search) {
        attempted(search);
        return new Problem("SW-F110", Blame.PEER, config.toString(),
                "no boot configuration found: the file does not exist, or no reader recognises it",
                "check the trail; set use = \"…\" in [fetch.menu] to choose the reader").asException();
    }

    private StrapworkException nothingOnDisks(MenuSearch search) {
        attempted(search);
        searched(search);
        return new Problem("SW-F119", Blame.USER, "[fetch] boot", "the machine's disks hold nothing that says what to boot",
                search.trail().isEmpty()
                        ? "the machine has no disk: list some as disks = [\"FILE\"] in [machine]"
                        : "explain --menu prints all that was looked at; name a file as kernel = \"disk://0/1/vmlinuz\" in [fetch]")
                .asException();
    }

    private void attempted(MenuSearch search) {
        book.attempted(shortened(search.trail().stream().map(TrailStep::toString).toList()));
    }

    /** @param told the boot file's parameters */
    private Found bootFile(BootStart start, MenuSearch search, Optional<Lease> lease, Said told) {
        attempted(search);
        searched(search);
        BootUri file = search.image().or(start::bootFile).orElseThrow(() -> new Problem("SW-F103", Blame.PEER, "[fetch] kernel",
                "the profile names no kernel and the network offers no boot file",
                "set kernel = \"http://…\" in [fetch], or set the boot file on the DHCP server" + offers(lease)).asException());
        var parts = new ArrayList<>(List.of(new Wanted(KERNEL, file)));
        parts.addAll(own());
        return new Found(parts, told);
    }

    /** @param given of the first menu: what its file is started with, if it is a unified kernel image */
    private Found follow(FoundMenu first, MenuChoice wanted, MenuSearch search, Said given) throws FetchException {
        FoundMenu menu = first;
        Optional<String> choice = wanted.entry();
        Said said = given;
        var seen = new HashSet<BootUri>();
        for (int hop = 0; hop < MOST_HOPS; hop++) {
            book.chosen(report(menu, Optional.empty()));
            FoundMenu shown = menu;
            listener.found(shown);
            BootEntry entry = EntryChoice.of(menu, choice.or(() -> listener.choose(shown)));
            book.chosen(report(menu, Optional.of(entry)));
            Optional<FoundMenu> next = search.next(entry);
            if (next.isEmpty()) {
                return found(menu, entry, said, search);
            }
            if (choice.isEmpty() && !seen.add(menu.config())) {
                throw circle(menu, "the boot configuration leads back to itself");
            }
            said = entry.commandLine().filter(its -> !its.isBlank()).map(_ -> new Said(entry.line(), false)).orElse(Said.NOTHING);
            menu = next.get();
            choice = Optional.empty();
        }
        throw circle(menu, "boot configurations lead to one another more than " + MOST_HOPS + " times");
    }

    private static StrapworkException circle(FoundMenu menu, String what) {
        return new Problem("SW-F111", Blame.PEER, menu.config().toString(), what,
                "check for an entry that leads back to where it came from")
                .asException();
    }

    /** A search makes up to some hundred steps. */
    private static List<String> shortened(List<String> trail) {
        int most = 6;
        if (trail.size() <= most) {
            return trail;
        }
        var few = new ArrayList<>(trail.subList(0, most / 2));
        few.add("… " + (trail.size() - most) + " more");
        few.addAll(trail.subList(trail.size() - most / 2, trail.size()));
        return few;
    }

    private static MenuReport report(FoundMenu menu, Optional<BootEntry> entry) {
        return new MenuReport(menu.config().toString(), menu.reader(), entry.map(BootEntry::id).orElse(""),
                entry.map(BootEntry::title).orElse(""),
                menu.trail().stream().map(TrailStep::toString).toList(), menu.menu().remarks().stream().map(Object::toString).toList());
    }

    /**
     * The entry's parts; of those that the profile names, too, the profile's.
     *
     * @param given the command line of the entry that led here: firmware hands it to a unified kernel image instead of the image's own
     */
    private Found found(FoundMenu menu, BootEntry entry, Said given, MenuSearch search) throws FetchException {
        List<Wanted> own = own();
        var parts = new ArrayList<Wanted>();
        for (PartSource part : entry.parts()) {
            String name = part.name().equals("dtb") ? "device-tree" : part.name();
            if (!NAMES.contains(name)) {
                throw new Problem("SW-F115", Blame.PEER, menu.config().toString(),
                        "the entry \"" + entry.id() + "\" has a part that Strapwork can't use: " + name + " " + part.uri(),
                        "set entry = \"…\" in [fetch.menu] to choose another entry").asException();
            }
            if (own.stream().noneMatch(each -> each.name().equals(name))) {
                search.mayName(part.uri());
                for (BootUri other : part.otherwise()) {
                    search.mayName(other);
                }
                parts.add(new Wanted(name, part.uri(), part.otherwise(), part.range()));
            }
        }
        parts.addAll(own);
        parts.sort((one, other) -> Boolean.compare(other.name().equals(KERNEL), one.name().equals(KERNEL)));
        boolean unified = entry.parts().stream().anyMatch(part -> part.range().isPresent());
        Said said = unified && given.line().text().isPresent() ? given : new Said(entry.line(), false);
        List<BootUri> files = said.line().files().stream().filter(file -> !isKernel(file, parts)).toList();
        return new Found(parts, new Said(new CommandLine(said.line().text(), files), said.isTold()));
    }

    /** Whoever vouches for the kernel vouches for this file. One that an initrd lies in may pass unsigned, and a profile's kernel may have taken its place. */
    private static boolean isKernel(BootUri file, List<Wanted> parts) {
        return parts.stream().anyMatch(part -> part.name().equals(KERNEL) && part.uri().equals(file) && part.otherwise().isEmpty());
    }

    private static String offers(Optional<Lease> told) {
        return told.map(Lease::offers).filter(lines -> !lines.isEmpty()).map(lines -> "\n" + String.join("\n", lines)).orElse("");
    }
}
