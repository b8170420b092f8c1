package io.strapwork.runtime.menu;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.SeenVolume;
import io.strapwork.runtime.assembly.MenuReaders;
import io.strapwork.runtime.assembly.MenuReaders.Candidate;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the configuration that a machine boots from its disks: disk by disk, each place of {@link DiskPlace#of} on all volumes of a disk before the next place. The first one
 * with an entry is it. Used once.
 */
final class DiskSearch {
    /** Reads a configuration that is there. */
    @FunctionalInterface
    interface Reading {
        FoundMenu read(Candidate reader, MenuRequest request) throws FetchException;
    }

    private static final int MOST_MATCHES = 64;

    private final MenuReaders readers;
    private final List<DiskPlace> places;
    private final CountedFiles files;
    private final Map<String, String> facts;
    private final Reading reading;
    private final Map<BootUri, List<String>> listed = new HashMap<>();
    private @Nullable FoundMenu empty;
    private @Nullable FetchException failed;

    DiskSearch(MenuReaders readers, CountedFiles files, Map<String, String> facts, Reading reading) {
        this.readers = readers;
        this.places = DiskPlace.of(readers);
        this.files = files;
        this.facts = facts;
        this.reading = reading;
    }

    /** @return empty when nothing was found; the first configuration without an entry when there is no other */
    Optional<FoundMenu> find() throws FetchException {
        for (List<SeenVolume> disk : disks()) {
            Optional<FoundMenu> found = on(disk);
            if (found.isPresent()) {
                return found;
            }
        }
        if (empty == null && failed != null) {
            throw failed;
        }
        return Optional.ofNullable(empty);
    }

    private List<List<SeenVolume>> disks() throws FetchException {
        var disks = new LinkedHashMap<String, List<SeenVolume>>();
        for (SeenVolume volume : files.all()) {
            files.note(volume.volume().root(), volume.format().isPresent(), inWords(volume));
            List<SeenVolume> disk = disks.computeIfAbsent(volume.volume().name().split(",", 2)[0], _ -> new ArrayList<>());
            if (volume.format().isPresent()) {
                disk.add(volume);
            }
        }
        return List.copyOf(disks.values());
    }

    private static String inWords(SeenVolume volume) {
        var words = new ArrayList<String>();
        words.add("(" + volume.volume().name() + ")");
        volume.format().ifPresent(words::add);
        volume.volume().label().ifPresent(label -> words.add("label " + label));
        volume.volume().uuid().ifPresent(uuid -> words.add("UUID " + uuid));
        words.addAll(volume.remarks());
        return String.join(", ", words);
    }

    private Optional<FoundMenu> on(List<SeenVolume> disk) throws FetchException {
        for (DiskPlace place : places) {
            Optional<Candidate> reader = place.isFor(facts.get(MenuRequest.ARCHITECTURE)) ? readers.byId(place.reader()) : Optional.empty();
            for (SeenVolume volume : reader.isPresent() ? disk : List.<SeenVolume>of()) {
                Optional<FoundMenu> found = at(place, volume, reader.orElseThrow());
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** What can't be read here need not keep the machine from booting from elsewhere. */
    private Optional<FoundMenu> at(DiskPlace place, SeenVolume volume, Candidate reader) {
        BootUri root = volume.volume().root();
        files.namedHere();
        for (String path : place.paths()) {
            try {
                for (BootUri config : matching(root, List.of(path.split("(?<=/)")))) {
                    Optional<FoundMenu> found = read(place, config, reader);
                    if (found.isPresent()) {
                        return found;
                    }
                    files.namedHere();
                }
            } catch (FetchException e) {
                files.note(root, false, path + " can't be read: " + e.problem().what());
                failed = failed == null ? e : failed;
                files.namedHere();
            }
        }
        return Optional.empty();
    }

    private Optional<FoundMenu> read(DiskPlace place, BootUri config, Candidate reader) throws FetchException {
        files.lookFor("for " + reader.id());
        if (!place.word().isEmpty() && files.find(config).filter(content -> has(content, place.word())).isEmpty()) {
            return Optional.empty();
        }
        FoundMenu found = reading.read(reader, new MenuRequest(config, config.folder(), facts));
        if (found.menu().entries().isEmpty()) {
            empty = empty == null ? found : empty;
            return Optional.empty();
        }
        return Optional.of(found);
    }

    private static boolean has(MemorySegment content, String word) {
        return new String(content.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1).contains(word);
    }

    /** Files and folders by a path whose names may have {@code *}; whatever case they are written in. */
    private List<BootUri> matching(BootUri folder, List<String> names) throws FetchException {
        var matching = new ArrayList<BootUri>();
        String wanted = names.getFirst();
        List<String> rest = names.subList(1, names.size());
        for (String name : list(folder)) {
            if (matching.size() >= MOST_MATCHES || !MenuReaders.isLike(wanted, name.toLowerCase(Locale.ROOT))) {
                continue;
            }
            BootUri there = folder.withPath(folder.decodedPath() + name);
            if (!rest.isEmpty()) {
                matching.addAll(matching(there, rest));
            } else if (!name.endsWith("/") || !list(there).isEmpty()) {
                matching.add(there);
            }
        }
        return matching;
    }

    private List<String> list(BootUri folder) throws FetchException {
        List<String> known = listed.get(folder);
        if (known == null) {
            files.lookFor("listed");
            known = files.list(folder);
            listed.put(folder, known);
        }
        return known;
    }
}
