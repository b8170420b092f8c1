package io.strapwork.runtime.menu;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.SeenVolume;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.time.BootClock;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files of one search for a menu: remembered, noted in the trail, and limited in total. */
final class CountedFiles implements ConfigFiles {
    /** A menu of 50,000 entries has 10 MB. */
    private static final long MOST_BYTES_OF_ONE = 64L << 20;
    private static final long MOST_BYTES = 128L << 20;
    /** Of beginnings, which images of many megabytes may have; only short ones are kept. */
    private static final long MOST_HEAD_BYTES = 1L << 30;
    private static final int KEPT_HEAD = 1 << 20;
    /** Of lists of names, which a search keeps. A damaged disk has one large folder in many places. */
    private static final long MOST_LIST_BYTES = 128L << 20;
    private static final int NAME_BYTES = 64;
    /** Found or not; a pxelinux.cfg alone is asked for by eleven names. */
    private static final int MOST_FILES = 4096;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final ConfigSource source;
    private final BootClock clock;
    private final long begun;
    private final Map<BootUri, Optional<MemorySegment>> known = new LinkedHashMap<>();
    /** How files begin, as far as anybody asked; those that are not there, too. */
    private final Map<BootUri, Head> heads = new HashMap<>();
    private final List<TrailStep> trail = new ArrayList<>();
    private long bytes;
    private long headBytes;
    private long listBytes;
    private int asked;
    private String why = "";
    private String namer = "";
    private boolean namerIsLocal = true;
    private @Nullable List<SeenVolume> volumes;

    CountedFiles(ConfigSource source, BootClock clock) {
        this.source = source;
        this.clock = clock;
        this.begun = clock.nanoTime();
    }

    /** What the next steps of the trail are for. */
    void lookFor(String purpose) {
        why = purpose;
    }

    /** Who names the next files: somebody at this machine, or on its disks. */
    void namedHere() {
        namerIsLocal = true;
    }

    /** Who names the next files: something that came over a network. @param what for messages */
    void namedFromAfar(String what) {
        namer = what;
        namerIsLocal = false;
    }

    /** Who names the next files: a configuration. */
    void namedBy(BootUri config) {
        namer = config.toString();
        namerIsLocal = source.isLocal(config);
    }

    /** @throws FetchException SW-F118 whoever names files now may not name this one: a network has no business on the machine's disks */
    void mayName(BootUri file) throws FetchException {
        if (!namerIsLocal && source.isLocal(file)) {
            throw new FetchException(new Problem("SW-F118", Blame.PEER, file.toString(),
                    namer + " names a file on this machine's disks, and came over a network itself",
                    "name the file in the profile, or boot from the disk: boot = \"disk\" in [fetch]"));
        }
    }

    List<TrailStep> trail() {
        return List.copyOf(trail);
    }

    /** Those that were there, in order. */
    Map<BootUri, MemorySegment> read() {
        var read = new LinkedHashMap<BootUri, MemorySegment>();
        known.forEach((file, content) -> content.ifPresent(its -> read.put(file, its)));
        return read;
    }

    void note(BootUri file, boolean found, String conclusion) {
        trail.add(new TrailStep(file, found, conclusion));
    }

    @Override
    public Optional<MemorySegment> find(BootUri file) throws FetchException {
        mayName(file);
        Optional<MemorySegment> before = known.get(file);
        if (before != null) {
            return before;
        }
        Head head = heads.get(file);
        Optional<MemorySegment> content;
        if (head != null && head.isAll()) {
            content = head.content();
        } else {
            count(file);
            content = source.fetch(file, Math.min(MOST_BYTES_OF_ONE, MOST_BYTES - bytes));
        }
        bytes += content.map(MemorySegment::byteSize).orElse(0L);
        known.put(file, content);
        heads.put(file, new Head(content, Integer.MAX_VALUE));
        trail.add(new TrailStep(file, content.isPresent(), why));
        return content;
    }

    @Override
    public boolean exists(BootUri file) throws FetchException {
        mayName(file);
        boolean asked = heads.containsKey(file);
        boolean found = head(file, 1).isPresent();
        if (!asked) {
            trail.add(new TrailStep(file, found, why));
        }
        return found;
    }

    /** Not in the trail, because whoever asks notes what it concludes. */
    @Override
    public Optional<MemorySegment> head(BootUri file, int most) throws FetchException {
        mayName(file);
        int wanted = (int) Math.min(most, MOST_BYTES_OF_ONE);
        Head head = heads.get(file);
        if (head == null || !head.has(wanted)) {
            count(file);
            head = new Head(source.head(file, wanted), wanted);
            long size = head.content().map(MemorySegment::byteSize).orElse(0L);
            headBytes += size;
            if (size <= KEPT_HEAD) {
                heads.put(file, head);
            }
        }
        return head.content().map(content -> content.asSlice(0, Math.min(wanted, content.byteSize())));
    }

    /** @param asked for so many bytes; the file ends where there are fewer */
    private record Head(Optional<MemorySegment> content, int asked) {
        boolean has(int wanted) {
            return isAll() || content.orElseThrow().byteSize() >= wanted;
        }

        /** Or that there is none. */
        boolean isAll() {
            return content.isEmpty() || content.get().byteSize() < asked;
        }
    }

    /** What is asked of the network or a disk; what is known already costs nothing. */
    private void count(BootUri file) throws FetchException {
        if (++asked > MOST_FILES) {
            throw limit(file, "the configuration asks for more than " + MOST_FILES + " files");
        }
        if (bytes >= MOST_BYTES || headBytes >= MOST_HEAD_BYTES) {
            throw limit(file,
                    "the configuration's files have more than " + ((bytes >= MOST_BYTES ? MOST_BYTES : MOST_HEAD_BYTES) >> 20) + " MiB");
        }
        if (listBytes >= MOST_LIST_BYTES) {
            throw limit(file, "the lists of the folders that were looked into have more than " + (MOST_LIST_BYTES >> 20) + " MiB");
        }
        if (clock.nanoTime() - begun > LONGEST.toNanos()) {
            throw limit(file, "the configuration was not read within " + LONGEST.toMinutes() + " minutes");
        }
    }

    private static FetchException limit(BootUri file, String what) {
        return new FetchException(new Problem("SW-F107", Blame.PEER, file.toString(), what,
                "check the last lines of the trail: a file includes itself, or is not a configuration"));
    }

    @Override
    public List<String> list(BootUri folder) throws FetchException {
        mayName(folder);
        count(folder);
        List<String> names = source.list(folder);
        listBytes += names.stream().mapToLong(name -> NAME_BYTES + name.length()).sum();
        trail.add(new TrailStep(folder, !names.isEmpty(), why));
        return names;
    }

    /** Those on the machine itself are for whoever may name their files. */
    @Override
    public List<ConfigVolume> volumes() {
        try {
            return all().stream().filter(each -> each.format().isPresent()).map(SeenVolume::volume)
                    .filter(each -> namerIsLocal || !source.isLocal(each.root())).toList();
        } catch (FetchException e) {
            return List.of();
        }
    }

    /** All that the machine has. */
    List<SeenVolume> all() throws FetchException {
        if (volumes == null) {
            volumes = source.volumes();
        }
        return volumes;
    }
}
