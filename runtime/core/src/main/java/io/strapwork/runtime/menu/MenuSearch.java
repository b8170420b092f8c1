package io.strapwork.runtime.menu;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigSearch;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.MenuReaders;
import io.strapwork.runtime.assembly.MenuReaders.Candidate;
import io.strapwork.runtime.assembly.PluginCall;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the menus of a boot: the first one, and those that an entry leads to. What it looks for is limited in total, and the trail goes on from menu to menu.
 * Used for one boot.
 *
 * <p>A boot file that is another firmware's program leads to where that program would look. One that is a configuration is read. Without either, options 209 and 210
 * lead to PXELINUX's, and so does a server that names no boot file, as s390-ccw and Petitboot have it. When all that leads nowhere, every reader's search is tried
 * beside the boot file.
 */
public final class MenuSearch {
    /** Enough for any magic, and to see whether a file is text. */
    private static final int HEAD = 4096;
    private static final String PXELINUX = "pxelinux";
    private static final String IPXE = "ipxe";
    private static final String THE_BOOT_FILE = "the boot file";
    private final MenuReaders readers;
    private final CountedFiles files;
    private final SecondExchange again;
    private Map<String, String> facts;
    private boolean asked;
    private Optional<BootUri> image = Optional.empty();

    /**
     * @param facts as {@link MenuRequest#facts}
     * @param again asks when a boot program is one that would
     */
    public MenuSearch(MenuReaders readers, ConfigSource source, BootClock clock, Map<String, String> facts, SecondExchange again) {
        this.again = again;
        this.readers = readers;
        this.files = new CountedFiles(source, clock);
        this.facts = Map.copyOf(facts);
    }

    /**
     * Looks for a menu on the machine's disks.
     *
     * @return empty when there is none
     * @throws FetchException none was found, and something could not be read
     */
    public Optional<FoundMenu> findOnDisks() throws FetchException {
        files.namedHere();
        return new DiskSearch(readers, files, facts, this::read).find();
    }

    /** @throws FetchException SW-F118 what was read last may not name this file */
    public void mayName(BootUri file) throws FetchException {
        files.mayName(file);
    }

    /** What was looked for until now, in order. */
    public List<TrailStep> trail() {
        return files.trail();
    }

    /** All files that were read whole, in order: what is chosen depends on each of them. */
    public Map<BootUri, MemorySegment> read() {
        return files.read();
    }

    /** A file of the command line of an entry that was found, as its reader has seen it; empty when it is gone. */
    public Optional<MemorySegment> line(BootUri file) throws FetchException {
        files.lookFor("command line");
        return files.find(file);
    }

    /**
     * Reads a configuration that somebody named.
     *
     * @param reader the id of who reads it; empty to find out
     * @return empty when it is not there, or no reader knows it
     */
    public Optional<FoundMenu> read(BootUri config, Optional<String> reader) throws FetchException {
        files.lookFor("named");
        files.namedHere();
        if (isFolder(config)) {
            Optional<Candidate> lister = reader.isPresent() ? reader.flatMap(readers::byId) : readers.byName(config);
            return lister.isPresent() && isThere(config)
                    ? Optional.of(read(lister.get(), new MenuRequest(config, prefix(config), facts)))
                    : Optional.empty();
        }
        Optional<MemorySegment> head = files.head(config, HEAD);
        if (head.isEmpty()) {
            files.note(config, false, "named");
            return Optional.empty();
        }
        Optional<Candidate> candidate = reader.isPresent() ? reader.flatMap(readers::byId) : recognised(config, head.get());
        if (candidate.isEmpty()) {
            files.note(config, true, "no reader recognises it");
            return Optional.empty();
        }
        return Optional.of(read(candidate.get(), new MenuRequest(config, prefix(config), facts)));
    }

    /**
     * Looks for a menu as the machine's firmware would.
     *
     * @return empty when there is none, or the boot file is an image of its own
     */
    public Optional<FoundMenu> find(BootStart start) throws FetchException {
        image = Optional.empty();
        files.namedFromAfar("the network");
        Optional<BootUri> bootFile = start.bootFile();
        Optional<BootUri> beside = bootFile.or(start::server);
        if (beside.isEmpty()) {
            return Optional.empty();
        }
        Optional<Candidate> program = bootFile.isPresent() ? program(bootFile.get()) : Optional.empty();
        if (program.isPresent()) {
            Optional<FoundMenu> found = run(program.get(), bootFile.get());
            if (found.isPresent() || image.isPresent()) {
                return found;
            }
        }
        if (bootFile.isEmpty() || facts.containsKey(MenuRequest.OPTION_209) || facts.containsKey(MenuRequest.OPTION_210)) {
            Optional<FoundMenu> found = readers.byId(PXELINUX).isPresent()
                    ? search(readers.byId(PXELINUX).get(), beside.get())
                    : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        if (bootFile.isPresent() && program.isEmpty()) {
            Optional<FoundMenu> found = itself(bootFile.get());
            if (found.isPresent() || image.isPresent()) {
                return found;
            }
        }
        return anywhere(beside.get(), program, bootFile.isEmpty() && beside.get().scheme().equals("tftp"));
    }

    /** Each reader's places, but those of who was asked before. */
    private Optional<FoundMenu> anywhere(BootUri beside, Optional<Candidate> before, boolean onlyAServer) throws FetchException {
        for (Candidate each : onlyAServer ? List.<Candidate>of() : readers.candidates()) {
            if (before.filter(each::equals).isEmpty()) {
                Optional<FoundMenu> found = search(each, beside);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** What an entry names is that, and nothing else that the network says. */
    private Optional<FoundMenu> led(BootUri file) throws FetchException {
        image = Optional.empty();
        Optional<Candidate> program = program(file);
        return program.isPresent() ? run(program.get(), file) : itself(file);
    }

    private Optional<FoundMenu> run(Candidate program, BootUri file) throws FetchException {
        Optional<FoundMenu> found = asIpxe(program, file);
        return found.isPresent() || image.isPresent() ? found : search(program, file);
    }

    /** The menu that an entry leads to, when what it boots is another firmware's program, a configuration or a unified kernel image. */
    public Optional<FoundMenu> next(BootEntry entry) throws FetchException {
        if (entry.parts().size() != 1 || entry.parts().getFirst().range().isPresent()) {
            return Optional.empty();
        }
        var places = new ArrayList<>(List.of(entry.parts().getFirst().uri()));
        places.addAll(entry.parts().getFirst().otherwise());
        for (BootUri place : places) {
            if (readers.mayRead(place)) {
                Optional<FoundMenu> found = led(place);
                if (found.isPresent() || image.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** Of the boot file that the network has named last: what follows it on its command line. */
    public Optional<String> parameters() {
        return Optional.ofNullable(facts.get(MenuRequest.BOOT_PARAMETERS)).filter(its -> !its.isBlank());
    }

    /** What the search has led to when that is there and no configuration: something to load. */
    public Optional<BootUri> image() {
        return image;
    }

    /** iPXE asks DHCP again, and boots what it is told then: a script, or a program of yet another firmware. Once: a server may name iPXE to iPXE, for ever. */
    private Optional<FoundMenu> asIpxe(Candidate program, BootUri bootFile) throws FetchException {
        if (asked || !program.id().equals(IPXE)) {
            return Optional.empty();
        }
        asked = true;
        Optional<Map<String, String>> told = again.asIpxe();
        if (told.isEmpty()) {
            return Optional.empty();
        }
        BootStart second = BootStart.of(told.get());
        if (second.bootFile().isEmpty()) {
            files.note(bootFile, true, "DHCP, asked again as iPXE, names no boot file");
            return Optional.empty();
        }
        facts = Map.copyOf(told.get());
        BootUri named = second.bootFile().get();
        boolean same = readers.byProgram(named).filter(program::equals).isPresent();
        files.note(named, true, "the boot file that DHCP names when asked again as iPXE" + (same ? ", which is iPXE again" : ""));
        return same ? Optional.empty() : find(second);
    }

    /** Another firmware's, by its name, or by its first bytes where that is a name of the server's own. */
    private Optional<Candidate> program(BootUri bootFile) throws FetchException {
        Optional<Candidate> called = readers.byProgram(bootFile);
        if (called.isPresent()) {
            files.note(bootFile, true, "the name of a program that reads " + called.get().id() + " configurations");
            return called;
        }
        files.lookFor(THE_BOOT_FILE);
        Optional<MemorySegment> head = files.head(bootFile, HEAD);
        if (head.filter(BootPrograms::isForEfi).isPresent()) {
            head = files.head(bootFile, BootPrograms.LOOKED_AT);
        }
        Optional<Candidate> known = head.flatMap(BootPrograms::reader).flatMap(readers::byId);
        known.ifPresent(
                its -> files.note(bootFile, true, "judging by its first bytes, a program that reads " + its.id() + " configurations"));
        return known;
    }

    private Optional<FoundMenu> itself(BootUri bootFile) throws FetchException {
        files.lookFor(THE_BOOT_FILE);
        Optional<MemorySegment> head = files.head(bootFile, HEAD);
        if (head.isEmpty()) {
            files.note(bootFile, false, THE_BOOT_FILE);
            return Optional.empty();
        }
        Optional<Candidate> candidate = recognised(bootFile, head.get());
        if (candidate.isEmpty()) {
            image = Optional.of(bootFile);
            files.note(bootFile, true, "an image");
            return Optional.empty();
        }
        FoundMenu found = read(candidate.get(), new MenuRequest(bootFile, prefix(bootFile), facts));
        if (isImage(found)) {
            image = Optional.of(bootFile);
            files.note(bootFile, true, "an image, says " + candidate.get().id());
            return Optional.empty();
        }
        return Optional.of(found);
    }

    /** A reader that knows more of a file than its first bytes says so with a menu of that file alone: all of it is the kernel. */
    private static boolean isImage(FoundMenu found) {
        List<BootEntry> entries = found.menu().entries();
        if (entries.size() != 1 || entries.getFirst().parts().size() != 1 || entries.getFirst().commandLine().isPresent()) {
            return false;
        }
        PartSource part = entries.getFirst().parts().getFirst();
        return part.name().equals("kernel") && part.uri().equals(found.config()) && part.range().isEmpty();
    }

    private static boolean isFolder(BootUri config) {
        return config.decodedPath().endsWith("/");
    }

    /** A folder is there when something is in it. */
    private boolean isThere(BootUri config) throws FetchException {
        return isFolder(config) ? !files.list(config).isEmpty() : files.find(config).isPresent();
    }

    private Optional<Candidate> recognised(BootUri file, MemorySegment head) {
        return readers.byContent(head)
                .or(() -> Prose.isText(head) ? readers.byName(file).or(() -> Prose.guess(head).flatMap(readers::byId)) : Optional.empty());
    }

    private Optional<FoundMenu> search(Candidate candidate, BootUri program) throws FetchException {
        MenuReader reader = candidate.reader().get();
        if (!(reader instanceof ConfigSearch search)) {
            return Optional.empty();
        }
        var request = new MenuRequest(program, program.folder(), facts);
        List<MenuRequest> candidates = PluginCall.in(reader, () -> search.candidates(request));
        for (MenuRequest each : candidates) {
            files.lookFor("configuration of " + candidate.id());
            if (isThere(each.config())) {
                return Optional.of(read(candidate, each));
            }
        }
        return Optional.empty();
    }

    private FoundMenu read(Candidate candidate, MenuRequest request) throws FetchException {
        files.lookFor("read as " + candidate.id());
        files.namedBy(request.config());
        MenuReader reader = candidate.reader().get();
        BootMenu menu = PluginCall.in(reader, () -> reader.read(request, files));
        // of some files, a reader looks at the beginning only
        if (files.trail().stream().noneMatch(step -> step.found() && step.uri().equals(request.config()))) {
            files.note(request.config(), true, "read as " + candidate.id());
        }
        return new FoundMenu(request.config(), candidate.id(), menu, files.trail());
    }

    /** Of a configuration that was not searched for: PXELINUX's lie one folder below what names count from. */
    private BootUri prefix(BootUri config) {
        Optional<BootUri> told = Optional.ofNullable(facts.get(MenuRequest.OPTION_210)).flatMap(text -> told(config, text));
        if (told.isPresent()) {
            return told.get();
        }
        BootUri folder = config.folder();
        String path = folder.decodedPath();
        return path.endsWith("/pxelinux.cfg/") ? folder.withPath(path.substring(0, path.length() - "pxelinux.cfg/".length())) : folder;
    }

    /** Empty when it can't be a prefix: a server's mistake is no reason not to read what was named. */
    private Optional<BootUri> told(BootUri config, String prefix) {
        try {
            return Optional
                    .of(prefix.contains("://") ? BootUri.parse(prefix) : config.withPath((prefix.startsWith("/") ? "" : "/") + prefix));
        } catch (IllegalArgumentException e) {
            files.note(config, true, "option 210 is ignored: " + e.getMessage());
            return Optional.empty();
        }
    }
}
