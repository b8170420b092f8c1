package io.strapwork.menu.bls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.testkit.fake.FakeConfigFiles;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boot partitions: many entries, their order, and which one boots. */
class VolumeTests {
    private static FakeConfigFiles volume(String conf) {
        return new FakeConfigFiles().put(Menus.CONF, conf);
    }

    private static FakeConfigFiles plain(FakeConfigFiles files, String... names) {
        for (String name : names) {
            files.put(Menus.ENTRIES + name, "title T " + name + "\nlinux /k\n");
        }
        return files;
    }

    @Test
    void withoutKeysTheFileNameSortsNewestFirst() {
        var files = plain(volume(""), "id-0-rescue.conf", "id-6.9.12.conf", "id-6.10.1.conf", "id-6.10.1~rc2.conf");
        BootMenu menu = Menus.read(files, Menus.CONF);
        // The tilde stands where the other name ends in its suffix.
        assertEquals(List.of("id-6.10.1.conf", "id-6.10.1~rc2.conf", "id-6.9.12.conf", "id-0-rescue.conf"), Menus.ids(menu));
        assertEquals(Optional.of("id-6.10.1.conf"), menu.preset());
    }

    @Test
    void sortKeysComeFirstAndMachinesAndVersionsFollow() {
        FakeConfigFiles files = volume("");
        String[][] entries = {{"e1", "", "", "9"}, {"e2", "b", "", "1"}, {"e3", "a", "m2", "1"}, {"e4", "a", "m1", "1"},
            {"e5", "a", "m1", "2"}, {"e6", "a", "", "1"}};
        for (String[] each : entries) {
            files.put(Menus.ENTRIES + each[0] + ".conf",
                    "linux /k\nsort-key " + each[1] + "\nmachine-id " + each[2] + "\nversion " + each[3] + "\n");
        }
        assertEquals(List.of("e6.conf", "e5.conf", "e4.conf", "e3.conf", "e2.conf", "e1.conf"), Menus.ids(Menus.read(files, Menus.CONF)));
    }

    @Test
    void exhaustedTriesGoLast() {
        var files = plain(volume(""), "z+0-3.conf", "m+1-2.conf", "a.conf");
        BootMenu menu = Menus.read(files, Menus.CONF);
        assertEquals(List.of("m.conf", "a.conf", "z.conf"), Menus.ids(menu));
        assertEquals(Optional.of("m.conf"), menu.preset());
    }

    @Test
    void idsStayUniqueWhereOnlyCountersDiffer() {
        assertEquals(List.of("a.conf", "a.conf#2", "a.conf#3"),
                Menus.ids(Menus.read(plain(volume(""), "a.conf", "a+3.conf", "a+2-1.conf"), Menus.CONF)));
    }

    @Test
    void titlesThatAreTheSameAreToldApart() {
        FakeConfigFiles files = volume("");
        files.put(Menus.ENTRIES + "a.conf", "title OS\nversion 2\nlinux /k\n").put(Menus.ENTRIES + "b.conf",
                "title OS\nversion 1\nlinux /k\n");
        files.put(Menus.ENTRIES + "c.conf", "title X\nmachine-id 0123456789abcdef\nlinux /k\n").put(Menus.ENTRIES + "d.conf",
                "title X\nlinux /k\n");
        files.put(Menus.ENTRIES + "e.conf", "title Y\nlinux /k\n").put(Menus.ENTRIES + "f.conf", "title Y\nlinux /k\n");
        assertEquals(List.of("Y (f.conf)", "Y (e.conf)", "X", "X (01234567)", "OS (1)", "OS (2)"),
                Menus.titles(Menus.read(files, Menus.CONF)));
    }

    @ParameterizedTest
    @CsvSource({"a.conf, a.conf", "a, a.conf", "A*, a.conf", "b+*, c.conf", "u, u.efi", "u.efi, u.efi", "nothing, c.conf", "@saved, c.conf",
        "auto-windows, c.conf"})
    void thePresetIsAPattern(String pattern, String preset) {
        FakeConfigFiles files = plain(volume("default " + pattern + "\n"), "a.conf", "b+0-1.conf", "c.conf");
        files.put(Menus.ROOT + "EFI/Linux/u.efi", new PeFile().with(".linux", "K").bytes());
        BootMenu menu = Menus.read(files, Menus.CONF);
        assertEquals(List.of("c.conf", "a.conf", "b.conf"), Menus.ids(menu).stream().filter(id -> id.endsWith(".conf")).toList());
        assertEquals(preset.equals("c.conf") ? menu.entries().getFirst().id() : preset, menu.preset().orElseThrow());
    }

    @Test
    void aPreferredEntryIsPassedOverWhenItIsBad() {
        var files = plain(volume("default a.conf\npreferred z.conf\n"), "a.conf", "b.conf", "z+0-1.conf");
        assertEquals(Optional.of("a.conf"), Menus.read(files, Menus.CONF).preset());
        assertEquals(Optional.of("z.conf"), Menus.read(plain(volume("default z.conf\n"), "a.conf", "z+0-1.conf"), Menus.CONF).preset());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"timeout 3, PT3S", "timeout 0, PT0S", "timeout menu-force, -", "timeout menu-hidden, PT0S",
        "timeout menu-disabled, PT0S",
        "#timeout 3, PT0S", "timeout soon, PT0S"})
    void theTimeoutIsPatience(String line, Duration patience) {
        assertEquals(Optional.ofNullable(patience), Menus.read(plain(volume(line + "\n"), "a.conf"), Menus.CONF).patience());
    }

    @Test
    void onlyUnknownKeysAreRemarks() {
        String conf = "console-mode keep\neditor no\nauto-entries 1\nbeep no\nlog-level debug\ncolour blue\n";
        BootMenu menu = Menus.read(plain(volume(conf), "a.conf"), Menus.CONF);
        assertEquals(List.of("systemd-boot has no key \"colour\""), Menus.remarks(menu));
        assertEquals(6, menu.remarks().getFirst().line());
    }

    @Test
    void aFolderIsAConfiguration() {
        assertEquals(List.of("b.conf", "a.conf"), Menus.ids(Menus.read(plain(new FakeConfigFiles(), "a.conf", "b.conf"), Menus.ENTRIES)));
    }

    @Test
    void otherFilesAreNoEntries() {
        FakeConfigFiles files = plain(volume(""), "a.conf", ".hidden.conf", "auto-windows.conf", "notes.txt", "sub/b.conf");
        files.put(Menus.ROOT + "EFI/Linux/old.efi.bak", "x").put(Menus.ROOT + "EFI/Linux/shell.efi",
                new PeFile().with(".text", "x").bytes());
        BootMenu menu = Menus.read(files, Menus.CONF);
        assertEquals(List.of("a.conf"), Menus.ids(menu));
        assertEquals(List.of("this is not a unified kernel image: it is an EFI program without a kernel"), Menus.remarks(menu));
    }

    @Test
    void theExtendedPartitionOfTheDiskBelongsToIt() {
        FakeConfigFiles files = plain(volume(""), "a.conf");
        files.put("http://10.0.2.2/2/loader/entries/b.conf", "linux /k\n").put("http://10.0.2.2/3/loader/entries/c.conf", "linux /k\n");
        files.volume(new ConfigVolume("hd0,gpt1", BootUri.parse(Menus.ROOT), Optional.empty(), Optional.empty()));
        files.volume(new ConfigVolume("hd0,gpt2", BootUri.parse("http://10.0.2.2/2/"), Optional.empty(), Optional.empty()));
        files.volume(new ConfigVolume("hd1,gpt1", BootUri.parse("http://10.0.2.2/3/"), Optional.empty(), Optional.empty()));
        assertEquals(List.of("b.conf", "a.conf"), Menus.ids(Menus.read(files, Menus.CONF)));
    }

    @Test
    void namesCountFromTheVolumeWhereTheBootFolderIsBelowItsRoot() {
        var files = new FakeConfigFiles().put("disk://0/2/boot/loader/entries/a.conf", "linux /boot/k\ninitrd /boot/../../i\n");
        files.volume(new ConfigVolume("hd0,gpt2", BootUri.parse("disk://0/2/"), Optional.empty(), Optional.empty()));
        BootMenu menu = Menus.read(files, "disk://0/2/boot/loader/entries/");
        var kernel = menu.entries().getFirst().parts().getFirst();
        assertEquals(List.of("disk://0/2/boot/boot/k", "disk://0/2/boot/k"),
                Stream.concat(Stream.of(kernel.uri()), kernel.otherwise().stream()).map(BootUri::toString).toList());
        assertEquals(List.of("disk://0/2/i"),
                menu.entries().getFirst().parts().get(1).otherwise().stream().map(BootUri::toString).toList());
    }

    /** As servers of the network are. */
    private static final class Unlisted extends FakeConfigFiles {
        @Override
        public List<String> list(BootUri folder) {
            return List.of();
        }
    }

    @Test
    void whereNothingIsListedTheNamedEntryIsFound() {
        var files = new Unlisted();
        files.put(Menus.CONF, "default a\n");
        files.put(Menus.ENTRIES + "a.conf", "linux /k\n");
        assertEquals(List.of("a.conf"), Menus.ids(Menus.read(files, Menus.CONF)));
        files.put(Menus.CONF, "default a*\n");
        BootMenu none = Menus.read(files, Menus.CONF);
        assertEquals(List.of("unknown contents of loader/entries/ and EFI/Linux/: they are empty, or the server does not list folders"),
                Menus.remarks(none));
        assertEquals(Optional.empty(), none.preset());
    }

    @Test
    void anotherKindOfEntriesIsTold() {
        FakeConfigFiles files = plain(volume(""), "a.conf").put(Menus.ROOT + "loader/entries.srel", "type1\n");
        assertEquals(List.of(), Menus.read(files, Menus.CONF).remarks());
        files.put(Menus.ROOT + "loader/entries.srel", "type9\n");
        assertEquals(1, Menus.read(files, Menus.CONF).remarks().size());
    }

    @Test
    void systemdBootLooksBesideItself() {
        for (String program : List.of("/EFI/systemd/systemd-bootx64.efi", "/systemd-bootx64.efi")) {
            var uri = BootUri.parse(Menus.ROOT).withPath(program);
            List<String> found = new BlsReader().candidates(new MenuRequest(uri, uri, Map.of())).stream()
                    .map(each -> each.config().toString()).toList();
            assertEquals(List.of(Menus.CONF, Menus.ENTRIES, Menus.ROOT + "EFI/Linux/"), found);
        }
        var other = BootUri.parse("tftp://10.0.2.2/pxelinux.0");
        assertEquals(List.of(), new BlsReader().candidates(new MenuRequest(other, other, Map.of())));
        var disk = BootUri.parse("disk://d0/1/EFI/BOOT/BOOTX64.EFI");
        assertEquals("disk://d0/1/loader/loader.conf",
                new BlsReader().candidates(new MenuRequest(disk, disk, Map.of())).getFirst().config().toString());
    }

    @Test
    void moreEntriesThanAnybodyReadsAreLeftOut() {
        var files = new FakeConfigFiles() {
            @Override
            public List<String> list(BootUri folder) {
                return folder.toString().equals(Menus.ENTRIES) ? IntStream.range(0, 10_002).mapToObj(n -> n + ".conf").toList() : List.of();
            }

            @Override
            public Optional<MemorySegment> head(BootUri file, int bytes) {
                return find(file);
            }

            @Override
            public Optional<MemorySegment> find(BootUri file) {
                return Optional.of(MemorySegment.ofArray("linux /k\n".getBytes(StandardCharsets.UTF_8)));
            }
        };
        BootMenu menu = Menus.read(files, Menus.ENTRIES);
        assertEquals(10_000, menu.entries().size());
        assertEquals("a menu holds up to 10000 entries, fewer where they are long; the others are omitted",
                menu.remarks().getLast().what());
    }
}
