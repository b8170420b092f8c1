package io.strapwork.runtime.menu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.fetch.SeenVolume;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.MenuReaders;
import io.strapwork.runtime.assembly.MenuReaders.Candidate;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which configuration of a machine's disks is the one that boots, and who may name their files. */
class DiskSearchTests {
    /** Disks in memory, and a server. */
    private static final class Disks implements ConfigSource {
        private final Map<String, String> files = new TreeMap<>();
        private final List<SeenVolume> volumes = new ArrayList<>();
        private List<String> inEachFolder = List.of();

        /** As where a damaged file system has one folder for another. */
        Disks inEachFolder(List<String> names) {
            inEachFolder = names;
            return this;
        }

        Disks volume(String name, String root, String... format) {
            volumes.add(new SeenVolume(new ConfigVolume(name, BootUri.parse(root), Optional.empty(), Optional.empty()),
                    List.of(format).stream().findFirst(), format.length == 0 ? List.of("it is swap space") : List.of()));
            return this;
        }

        Disks with(String uri, String text) {
            files.put(uri, text);
            return this;
        }

        @Override
        public Optional<MemorySegment> fetch(BootUri file, long limit) throws FetchException {
            String text = files.get(file.toString());
            if ("broken".equals(text)) {
                throw new FetchException(new Problem("SW-V999", Blame.PEER, file.toString(), "the volume is damaged", ""));
            }
            return Optional.ofNullable(text).map(it -> MemorySegment.ofArray(it.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public Optional<MemorySegment> head(BootUri file, int bytes) throws FetchException {
            return fetch(file, bytes).map(all -> all.asSlice(0, Math.min(bytes, all.byteSize())));
        }

        @Override
        public List<String> list(BootUri folder) {
            if (!inEachFolder.isEmpty()) {
                return inEachFolder;
            }
            var names = new TreeSet<String>();
            for (String file : files.keySet()) {
                if (file.startsWith(folder.toString())) {
                    String rest = file.substring(folder.toString().length());
                    names.add(rest.contains("/") ? rest.substring(0, rest.indexOf('/') + 1) : rest);
                }
            }
            return List.copyOf(names);
        }

        @Override
        public List<SeenVolume> volumes() {
            return volumes;
        }

        @Override
        public boolean isLocal(BootUri file) {
            return file.scheme().equals("disk");
        }
    }

    /** Makes an entry of a file's text, which is its kernel's URI; none of an empty one. */
    private static final MenuReader PLAIN = new MenuReader() {
        @Override
        public BootMenu read(MenuRequest request, ConfigFiles files) throws FetchException {
            String text = request.config().path().endsWith("/")
                    ? request.config() + "kernel"
                    : new String(files.find(request.config()).orElseThrow().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE),
                            StandardCharsets.UTF_8);
            if (text.startsWith("search ")) {
                text = "http://10.0.2.2/" + files.volumes().size();
            }
            if (text.startsWith("source ")) {
                files.find(BootUri.parse(text.substring("source ".length())));
            }
            return new BootMenu(
                    text.isEmpty() || !text.contains("://")
                            ? List.of()
                            : List.of(new BootEntry("a", "a", List.of(),
                                    List.of(new PartSource("kernel", BootUri.parse(text.replaceAll(".* ", "")))), Optional.empty())),
                    Optional.empty(), Optional.empty(), List.of());
        }
    };

    private static MenuSearch search(Disks disks, String architecture) {
        List<Candidate> all = List.of("bls", "grub", "ins", "pxelinux", "zipl").stream()
                .map(id -> new Candidate(id, List.of(), List.of(id + ".cfg"), List.of(), () -> PLAIN)).toList();
        return new MenuSearch(new MenuReaders(all), disks, BootClock.system(), Map.of(MenuRequest.ARCHITECTURE, architecture),
                Optional::empty);
    }

    private static String found(Disks disks, String architecture) throws FetchException {
        return search(disks, architecture).findOnDisks().map(found -> found.reader() + " " + found.config()).orElse("");
    }

    private static Disks two() {
        return new Disks().volume("hd0,gpt1", "disk://0/1/", "FAT32").volume("hd0,gpt2", "disk://0/2/", "ext4").volume("hd0,gpt3",
                "disk://0/3/");
    }

    @Test
    void eachPlaceIsLookedForOnAllVolumesOfADiskBeforeTheNext() throws Exception {
        Disks disks = two().with("disk://0/1/EFI/debian/grub.cfg", "http://a/stub");
        assertEquals("grub disk://0/1/EFI/debian/grub.cfg", found(disks, "x86_64"));
        assertEquals("grub disk://0/2/boot/grub/grub.cfg", found(disks.with("disk://0/2/boot/grub/grub.cfg", "http://a/k"), "x86_64"));
        assertEquals("bls disk://0/1/loader/entries/", found(disks.with("disk://0/1/loader/entries/a.conf", ""), "x86_64"));
        assertEquals("grub disk://0/2/grub2/grub.cfg",
                found(disks.with("disk://0/2/grub2/grub.cfg", "blscfg http://a/k"), "x86_64"));
        disks.volume("hd0", "disk://0/0/", "zipl").with("disk://0/0/boot-map", "http://a/map");
        assertEquals("grub disk://0/2/grub2/grub.cfg", found(disks, "x86_64"));
        assertEquals("zipl disk://0/0/boot-map", found(disks, "s390x"));
    }

    /** Of a plugin that nobody here knows: what it says of its files' names counts. */
    @Test
    void readersOfOthersComeAfterThoseThatAreKnown() throws Exception {
        Disks disks = two().with("disk://0/2/boot/Petit-boot.conf", "http://a/k");
        var readers = new MenuReaders(List.of(new Candidate("petit", List.of(), List.of("petit*b*t.conf"), List.of(), () -> PLAIN),
                new Candidate("grub", List.of(), List.of("grub.cfg"), List.of(), () -> PLAIN)));
        var search = new MenuSearch(readers, disks, BootClock.system(), Map.of(MenuRequest.ARCHITECTURE, "x86_64"), Optional::empty);
        var found = search.findOnDisks().orElseThrow();
        assertEquals("petit disk://0/2/boot/Petit-boot.conf", found.reader() + " " + found.config());
        disks.with("disk://0/1/EFI/debian/grub.cfg", "http://a/stub");
        var both = new MenuSearch(readers, disks, BootClock.system(), Map.of(MenuRequest.ARCHITECTURE, "x86_64"), Optional::empty);
        assertEquals("grub", both.findOnDisks().orElseThrow().reader());
    }

    @Test
    void theFirstDiskWithAnEntryIsIt() throws Exception {
        Disks disks = two().volume("hd1,msdos1", "disk://1/1/", "ext2").with("disk://1/1/extlinux/extlinux.conf", "http://a/1");
        assertEquals("pxelinux disk://1/1/extlinux/extlinux.conf", found(disks, "ppc64"));
        disks.with("disk://0/2/boot/grub/grub.cfg", "");
        assertEquals("pxelinux disk://1/1/extlinux/extlinux.conf", found(disks, "ppc64"));
        assertEquals("grub disk://0/2/boot/grub/grub.cfg", found(two().with("disk://0/2/boot/grub/grub.cfg", ""), "ppc64"));
        assertEquals("", found(two(), "ppc64"));
        assertEquals("", found(new Disks(), "ppc64"));
    }

    @Test
    void whatCantBeReadIsToldAndPassedBy() throws Exception {
        Disks disks = two().with("disk://0/1/grub/grub.cfg", "broken");
        MenuSearch search = search(disks, "x86_64");
        assertEquals("SW-V999", assertThrows(FetchException.class, search::findOnDisks).problem().code());
        List<String> trail = search.trail().stream().map(TrailStep::toString).toList();
        assertTrue(trail.contains("disk://0/2/: (hd0,gpt2), ext4"), trail::toString);
        assertTrue(trail.contains("disk://0/3/ (not found): (hd0,gpt3), it is swap space"), trail::toString);
        assertTrue(trail.contains("disk://0/1/ (not found): grub/grub.cfg can't be read: the volume is damaged"), trail::toString);
        assertEquals("pxelinux disk://0/2/SYSLINUX.CFG", found(disks.with("disk://0/2/SYSLINUX.CFG", "http://a/k"), "x86_64"));
    }

    @Test
    void whateverTheCaseOfAName() throws Exception {
        assertEquals("bls disk://0/1/efi/Boot/BootX64.efi", found(two().with("disk://0/1/efi/Boot/BootX64.efi", "http://a/k"), "x86_64"));
    }

    @Test
    void noNetworkNamesFilesOfADisk() throws Exception {
        Disks disks = two().with("http://10.0.2.2/grub.cfg", "disk://0/2/vmlinuz").with("http://10.0.2.2/source/grub.cfg",
                "source disk://0/2/x").with("http://10.0.2.2/search/grub.cfg", "search --file /x")
                .with("disk://0/1/grub.cfg", "disk://0/2/vmlinuz").with("disk://0/1/source/grub.cfg", "source disk://0/2/x")
                .with("disk://0/1/search/grub.cfg", "search --file /x");
        MenuSearch search = search(disks, "x86_64");
        BootUri kernel = BootUri.parse("disk://0/2/vmlinuz");

        search.read(BootUri.parse("http://10.0.2.2/grub.cfg"), Optional.of("grub"));
        FetchException refused = assertThrows(FetchException.class, () -> search.mayName(kernel));
        assertEquals(
                "SW-F118 disk://0/2/vmlinuz http://10.0.2.2/grub.cfg names a file on this machine's disks, and came over a network itself",
                refused.getMessage());
        assertEquals("SW-F118", assertThrows(FetchException.class,
                () -> search.read(BootUri.parse("http://10.0.2.2/source/grub.cfg"), Optional.of("grub"))).problem().code());
        assertEquals("SW-F118", assertThrows(FetchException.class,
                () -> search.find(new BootStart(Optional.of(kernel), Optional.empty()))).problem().code());
        assertEquals("http://10.0.2.2/0", kernel(search, "http://10.0.2.2/search/grub.cfg"));

        assertEquals("disk://0/2/vmlinuz", kernel(search, "disk://0/1/grub.cfg"));
        search.mayName(kernel);
        search.read(BootUri.parse("disk://0/1/source/grub.cfg"), Optional.of("grub"));
        assertEquals("http://10.0.2.2/2", kernel(search, "disk://0/1/search/grub.cfg"));
    }

    @Test
    void listsOfNamesHaveAnEnd() throws Exception {
        var files = new CountedFiles(two().inEachFolder(Collections.nCopies(1 << 20, "name")), BootClock.system());
        files.list(BootUri.parse("disk://0/1/"));
        files.list(BootUri.parse("disk://0/1/boot/"));
        FetchException ended = assertThrows(FetchException.class, () -> files.list(BootUri.parse("disk://0/1/efi/")));
        assertEquals("the lists of the folders that were looked into have more than 128 MiB", ended.problem().what());
    }

    /** What somebody here has read before is remembered, and is still not for the network. */
    @Test
    void noNetworkIsToldWhatIsRemembered() throws Exception {
        BootUri file = BootUri.parse("disk://0/2/secret");
        var files = new CountedFiles(two().with("disk://0/2/secret", "a secret"), BootClock.system());
        files.namedHere();
        assertTrue(files.find(file).isPresent());
        assertTrue(files.exists(file));
        files.namedFromAfar("a network");
        assertThrows(FetchException.class, () -> files.find(file));
        assertThrows(FetchException.class, () -> files.head(file, 2));
        assertThrows(FetchException.class, () -> files.exists(file));
        assertThrows(FetchException.class, () -> files.exists(BootUri.parse("disk://0/2/none")));
        files.namedBy(BootUri.parse("disk://0/1/grub.cfg"));
        assertTrue(files.find(file).isPresent());
    }

    private static String kernel(MenuSearch search, String config) throws FetchException {
        return search.read(BootUri.parse(config), Optional.of("grub")).orElseThrow().menu().entries().getFirst().parts().getFirst().uri()
                .toString();
    }
}
