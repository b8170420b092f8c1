package io.strapwork.runtime.walk;

import io.strapwork.api.address.Lease;
import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.PartRange;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.MenuChoice;
import io.strapwork.runtime.assembly.ProfilePart;
import io.strapwork.runtime.menu.FoundMenu;
import io.strapwork.runtime.menu.MenuSearch;
import io.strapwork.runtime.menu.TrailStep;
import io.strapwork.runtime.outcome.BootOutcome.MenuReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what is fetched where the profile does not: the entry of a menu, or the network's boot file itself. */
final class BootSource {
    private static final String KERNEL = "kernel";
    private static final List<String> NAMES = List.of(KERNEL, "initrd", "device-tree");
    /** An entry may lead to another configuration, as iPXE's chain does. */
    private static final int MOST_HOPS = 8;

    private final Assembly assembly;
    private final AssembledBoot boot;
    private final BootClock clock;
    private final Logbook book;
    private final Map<String, String> facts;

    /** @param facts of machine and network, as menu readers may ask */
    BootSource(Assembly assembly, AssembledBoot boot, BootClock clock, Logbook book, Map<String, String> facts) {
        this.assembly = assembly;
        this.boot = boot;
        this.clock = clock;
        this.book = book;
        this.facts = facts;
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
    }

    /** What is fetched, in order. @param line of a menu's entry */
    record Found(List<Wanted> parts, Optional<String> line) {
        Found {
            parts = List.copyOf(parts);
        }
    }

    Found find(Optional<Lease> lease) {
        boolean named = assembly.parts().stream().allMatch(part -> part.uri().isPresent());
        if (named && assembly.menu().isEmpty()) {
            return new Found(own(), Optional.empty());
        }
        try {
            return choose(lease);
        } catch (FetchException e) {
            book.attempted(e.attempts());
            throw new StrapworkException(e.problem(), e);
        } catch (IllegalArgumentException e) {
            throw new StrapworkException(new Problem("SW-F105", Blame.PEER, "DHCP boot file",
                    "the boot file the network offers can't be used: " + e.getMessage(),
                    ""), e);
        }
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
        Optional<BootUri> bootFile = wanted.config().isPresent() ? Optional.empty() : bootFile(lease);
        var search = search();
        Optional<FoundMenu> menu = wanted.config().isPresent()
                ? search.read(wanted.config().get(), wanted.use())
                : search.find(bootFile, server());
        if (menu.isEmpty()) {
            return withoutMenu(wanted, bootFile, search, lease);
        }
        return follow(menu.get(), wanted);
    }

    private MenuSearch search() {
        return new MenuSearch(boot.menuReaders(), new BootFiles(boot), clock, facts);
    }

    private Found withoutMenu(MenuChoice wanted, Optional<BootUri> bootFile, MenuSearch search, Optional<Lease> lease) {
        book.attempted(shortened(search.trail().stream().map(TrailStep::toString).toList()));
        if (wanted.config().isPresent()) {
            throw new Problem("SW-F110", Blame.PEER, wanted.config().get().toString(),
                    "there is no boot configuration: the file is not there, or no reader knows it",
                    "look at the trail; use = \"…\" below [fetch.menu] says who reads it").asException();
        }
        if (bootFile.isEmpty()) {
            throw new Problem("SW-F103", Blame.PEER, "[fetch] kernel",
                    "the profile names no kernel and the network offers no boot file",
                    "write kernel = \"http://…\" below [fetch], or set the boot file on the DHCP server" + offers(lease)).asException();
        }
        var parts = new ArrayList<>(List.of(new Wanted(KERNEL, bootFile.get())));
        parts.addAll(own());
        return new Found(parts, Optional.empty());
    }

    private Found follow(FoundMenu first, MenuChoice wanted) throws FetchException {
        FoundMenu menu = first;
        Optional<String> choice = wanted.entry();
        Optional<String> line = Optional.empty();
        for (int hop = 0; hop < MOST_HOPS; hop++) {
            BootEntry entry = entry(menu, choice);
            book.chosen(report(menu, entry));
            Optional<FoundMenu> next = next(entry);
            if (next.isEmpty()) {
                return found(menu, entry, line);
            }
            line = entry.commandLine().filter(its -> !its.isBlank());
            menu = next.get();
            choice = Optional.empty();
        }
        throw new Problem("SW-F111", Blame.PEER, menu.config().toString(),
                "one boot configuration leads to another more than " + MOST_HOPS + " times",
                "look for an entry that leads back to where it came from").asException();
    }

    /** The menu that an entry leads to, when its kernel is another firmware's program, a configuration or a unified kernel image. */
    private Optional<FoundMenu> next(BootEntry entry) throws FetchException {
        if (entry.parts().size() != 1 || entry.parts().getFirst().range().isPresent()
                || !boot.menuReaders().mayRead(entry.parts().getFirst().uri())) {
            return Optional.empty();
        }
        return search().find(Optional.of(entry.parts().getFirst().uri()), Optional.empty());
    }

    private static BootEntry entry(FoundMenu found, Optional<String> wanted) {
        BootMenu menu = found.menu();
        List<BootEntry> entries = menu.entries();
        if (entries.isEmpty()) {
            throw new Problem("SW-F112", Blame.PEER, found.config().toString(),
                    "the boot configuration has no entry that can be booted here",
                    menu.remarks().isEmpty() ? "" : "it says:\n" + lines(menu.remarks().stream().map(Object::toString).toList()))
                    .asException();
        }
        if (wanted.isPresent()) {
            return named(entries, wanted.get()).orElseThrow(() -> new Problem("SW-F113", Blame.USER, "fetch.menu.entry",
                    "the menu " + found.config() + " has no entry \"" + wanted.get() + "\"", "its entries:\n" + listed(entries))
                    .asException());
        }
        Optional<BootEntry> preset = menu.preset().flatMap(id -> entries.stream().filter(each -> each.id().equals(id)).findFirst());
        if (preset.isEmpty() && entries.size() > 1) {
            throw new Problem("SW-F114", Blame.USER, found.config().toString(), "the menu waits for somebody to choose",
                    "write entry = \"…\" below [fetch.menu]; its entries:\n" + listed(entries)).asException();
        }
        return preset.orElse(entries.getFirst());
    }

    /** By id, by title, or by number from 1 on. */
    private static Optional<BootEntry> named(List<BootEntry> entries, String wanted) {
        return entries.stream().filter(each -> each.id().equals(wanted)).findFirst()
                .or(() -> entries.stream().filter(each -> each.title().equals(wanted)).findFirst())
                .or(() -> wanted.matches("[0-9]{1,6}") && Integer.parseInt(wanted) >= 1 && Integer.parseInt(wanted) <= entries.size()
                        ? Optional.of(entries.get(Integer.parseInt(wanted) - 1))
                        : Optional.empty());
    }

    private static String listed(List<BootEntry> entries) {
        return lines(entries.stream().map(each -> each.id() + (each.id().equals(each.title()) ? "" : "  (" + each.title() + ")")).toList());
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

    private static String lines(List<String> all) {
        int most = 12;
        return String.join("\n", all.subList(0, Math.min(most, all.size())))
                + (all.size() > most ? "\n… and " + (all.size() - most) + " more" : "");
    }

    private static MenuReport report(FoundMenu menu, BootEntry entry) {
        return new MenuReport(menu.config().toString(), menu.reader(), entry.id(), entry.title(),
                menu.trail().stream().map(TrailStep::toString).toList(), menu.menu().remarks().stream().map(Object::toString).toList());
    }

    /**
     * The entry's parts; of those that the profile names, too, the profile's.
     *
     * @param given the command line of the entry that led here: firmware hands it to a unified kernel image instead of the image's own
     */
    private Found found(FoundMenu menu, BootEntry entry, Optional<String> given) {
        List<Wanted> own = own();
        var parts = new ArrayList<Wanted>();
        for (PartSource part : entry.parts()) {
            String name = part.name().equals("dtb") ? "device-tree" : part.name();
            if (!NAMES.contains(name)) {
                throw new Problem("SW-F115", Blame.PEER, menu.config().toString(),
                        "the entry \"" + entry.id() + "\" has a part that nothing here starts a kernel with: " + name + " " + part.uri(),
                        "choose another entry, with entry = \"…\" below [fetch.menu]").asException();
            }
            if (own.stream().noneMatch(each -> each.name().equals(name))) {
                parts.add(new Wanted(name, part.uri(), part.otherwise(), part.range()));
            }
        }
        parts.addAll(own);
        parts.sort((one, other) -> Boolean.compare(other.name().equals(KERNEL), one.name().equals(KERNEL)));
        boolean unified = entry.parts().stream().anyMatch(part -> part.range().isPresent());
        return new Found(parts, unified ? given.or(entry::commandLine) : entry.commandLine());
    }

    private static String offers(Optional<Lease> told) {
        return told.map(Lease::offers).filter(lines -> !lines.isEmpty()).map(lines -> "\n" + String.join("\n", lines)).orElse("");
    }

    private Optional<BootUri> server() {
        return Optional.ofNullable(facts.get(MenuRequest.NEXT_SERVER)).map(server -> BootUri.ofFile("tftp", server, ""));
    }

    /** What the network said to boot: a URI, or a path on the next server by TFTP (RFC 2132 options 66 and 67). */
    private Optional<BootUri> bootFile(Optional<Lease> told) {
        Optional<String> file = told.flatMap(Lease::bootFile);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        if (file.get().contains("://")) {
            return Optional.of(BootUri.parse(file.get()));
        }
        String server = Optional.ofNullable(facts.get(MenuRequest.NEXT_SERVER)).orElseThrow(
                () -> new Problem("SW-F104", Blame.PEER, file.get(), "the network offers a boot file but no server to get it from", "")
                        .asException());
        return Optional.of(BootUri.ofFile("tftp", server, file.get()));
    }
}
