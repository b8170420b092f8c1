package io.strapwork.runtime.menu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.ConfigSearch;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.PartRange;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.fetch.Remark;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.MenuReaders;
import io.strapwork.runtime.assembly.MenuReaders.Candidate;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which file is a menu, and which is an image. */
class MenuSearchTests {
    private static final BootUri FILE = BootUri.parse("file://localhost/boot/image.efi");

    @TempDir
    Path root;

    @BeforeEach
    void anImage() throws IOException {
        Files.createDirectories(root.resolve("boot/entries"));
        Files.write(root.resolve("boot/image.efi"), new byte[]{'M', 'Z', 0, 1, 2, 3});
    }

    private static BootMenu menu(BootEntry... entries) {
        return new BootMenu(List.of(entries), Optional.empty(), Optional.empty(), List.of());
    }

    private static BootEntry entry(Optional<String> line, PartSource... parts) {
        return new BootEntry("a", "a", List.of(), List.of(parts), line);
    }

    private MenuSearch search(MenuReader reader) throws IOException {
        var candidate = new Candidate("bls", List.of("0:4d5a"), List.of("entries/"), List.of(), () -> reader);
        return new MenuSearch(new MenuReaders(List.of(candidate)), new FolderFiles(root), BootClock.system(), Map.of(), Optional::empty);
    }

    @Test
    void aMenuOfTheFileItselfSaysThatItIsAnImage() throws Exception {
        MenuSearch search = search((request, files) -> menu(entry(Optional.empty(), new PartSource("kernel", request.config()))));
        assertEquals(Optional.empty(), search.find(new BootStart(Optional.of(FILE), Optional.empty())));
        assertEquals(Optional.of(FILE), search.image());
        assertEquals("an image, says bls", search.trail().getLast().why());
    }

    /** RFC 5970 3.2. */
    @Test
    void theBootFilesParametersAreThoseThatWereToldLast() throws IOException {
        var readers = new MenuReaders(List.of());
        assertEquals(Optional.empty(),
                new MenuSearch(readers, new FolderFiles(root), BootClock.system(), Map.of(), Optional::empty).parameters());
        assertEquals(Optional.of("root=/dev/ram0 quiet"), new MenuSearch(readers, new FolderFiles(root), BootClock.system(),
                Map.of(MenuRequest.BOOT_PARAMETERS, "root=/dev/ram0 quiet"), Optional::empty).parameters());
    }

    @Test
    void whatTakesTheFileApartIsAMenu() throws Exception {
        var part = new PartSource("kernel", FILE, new PartRange(2, 2));
        for (BootMenu menu : List.of(menu(entry(Optional.empty(), part)), menu(entry(Optional.of(""), new PartSource("kernel", FILE))),
                menu(entry(Optional.empty(), new PartSource("kernel", FILE), new PartSource("initrd", FILE))), menu())) {
            MenuSearch search = search((request, files) -> menu);
            assertEquals(menu, search.find(new BootStart(Optional.of(FILE), Optional.empty())).orElseThrow().menu());
            assertEquals(Optional.empty(), search.image());
        }
    }

    @Test
    void anImageThatIsNamedAsConfigurationBoots() throws Exception {
        MenuSearch search = search((request, files) -> menu(entry(Optional.empty(), new PartSource("kernel", request.config()))));
        assertEquals(1, search.read(FILE, Optional.empty()).orElseThrow().menu().entries().size());
    }

    @Test
    void aFolderIsReadWhenSomethingIsInIt() throws Exception {
        var folder = BootUri.parse("file://localhost/boot/entries/");
        MenuReader reader = (request, files) -> new BootMenu(List.of(), Optional.empty(), Optional.empty(),
                List.of(new Remark(request.config(), 0, 0, files.list(request.config()).toString(), "")));
        assertEquals(Optional.empty(), search(reader).read(folder, Optional.empty()));
        Files.createFile(root.resolve("boot/entries/a.conf"));
        assertEquals("[a.conf]", search(reader).read(folder, Optional.empty()).orElseThrow().menu().remarks().getFirst().what());
        assertEquals(Optional.empty(), search(reader).read(BootUri.parse("file://localhost/boot/"), Optional.empty()));
    }

    /** Reads nothing, but looks for a folder. */
    private record Looking(String folder) implements MenuReader, ConfigSearch {
        @Override
        public BootMenu read(MenuRequest request, ConfigFiles files) {
            return menu();
        }

        @Override
        public List<MenuRequest> candidates(MenuRequest program) {
            return List.of(new MenuRequest(program.config().withPath(folder), program.prefix(), Map.of()));
        }
    }

    @Test
    void aPrefixThatIsNoneIsLeftOut() throws Exception {
        var candidate = new Candidate("bls", List.of("0:4d5a"), List.of(), List.of(), () -> (request, files) -> {
            assertEquals("/boot/", request.prefix().path());
            return menu();
        });
        var search = new MenuSearch(new MenuReaders(List.of(candidate)), new FolderFiles(root), BootClock.system(),
                Map.of("option-210", "http://["), Optional::empty);
        assertTrue(search.read(FILE, Optional.empty()).isPresent());
        assertTrue(search.trail().getFirst().why().startsWith("option 210 is ignored: "), search.trail()::toString);
    }

    @Test
    void aFolderIsFound() throws Exception {
        var server = Optional.of(BootUri.parse("file://localhost/"));
        assertEquals(Optional.empty(), search(new Looking("/boot/entries/")).find(new BootStart(Optional.empty(), server)));
        assertEquals("/boot/", search(new Looking("/boot/")).find(new BootStart(Optional.empty(), server)).orElseThrow().config().path());
    }

    @Test
    void aBeginningIsFetchedAgainOnlyWhenMoreOfItIsWanted() throws IOException, FetchException {
        var files = new CountedFiles(new FolderFiles(root), BootClock.system());
        assertEquals(2, files.head(FILE, 2).orElseThrow().byteSize());
        assertEquals(1, files.head(FILE, 1).orElseThrow().byteSize());
        assertEquals(6, files.head(FILE, 4096).orElseThrow().byteSize());
        Files.delete(root.resolve("boot/image.efi"));
        assertEquals(6, files.head(FILE, 64 << 20).orElseThrow().byteSize(), "the file is known to end there");
        assertTrue(files.exists(FILE));
        assertEquals(6, files.find(FILE).orElseThrow().byteSize(), "all of it was seen");
        assertEquals(List.of(FILE), List.copyOf(files.read().keySet()));
    }

    @Test
    void whatWasSeenOfAFileIsRemembered() throws IOException, FetchException {
        var source = new SeenFiles(new FolderFiles(root));
        var files = new CountedFiles(source, BootClock.system());
        files.head(FILE, 2);
        Files.write(root.resolve("boot/image.efi"), new byte[]{'M', 'Y', 0, 1, 2, 3});
        files.head(FILE, 4);
        files.head(FILE, 3);
        List<Beginning> seen = source.beginnings().get(FILE);
        assertEquals(List.of(2L, 4L), seen.stream().map(Beginning::bytes).toList());
        assertFalse(seen.get(0).isOf(MemorySegment.ofArray(new byte[]{'M', 'Y', 0, 1, 2, 3})));
        assertTrue(seen.get(1).isOf(MemorySegment.ofArray(new byte[]{'M', 'Y', 0, 1, 2, 3})));
        assertFalse(seen.get(1).isOf(MemorySegment.ofArray(new byte[]{'M', 'Y', 0})), "it has become shorter");
    }

    private static final BootUri PROGRAM = BootUri.parse("tftp://10.0.2.2/ipxe.efi");

    /** A tree with iPXE's program, a script and an image. */
    private MenuSearch twoStages(SecondExchange again) throws IOException {
        Files.createDirectories(root.resolve("10.0.2.2"));
        Files.write(root.resolve("10.0.2.2/ipxe.efi"), new byte[]{'M', 'Z'});
        Files.writeString(root.resolve("10.0.2.2/boot.ipxe"), "#!ipxe");
        Files.writeString(root.resolve("10.0.2.2/autoexec.ipxe"), "#!ipxe");
        Files.write(root.resolve("10.0.2.2/vmlinuz"), new byte[]{1, 2, 3});
        record Ipxe() implements MenuReader, ConfigSearch {
            @Override
            public BootMenu read(MenuRequest request, ConfigFiles files) {
                return menu(entry(Optional.of(request.fact("ip").orElse("")), new PartSource("kernel", request.config())));
            }

            @Override
            public List<MenuRequest> candidates(MenuRequest program) {
                return List.of(new MenuRequest(program.config().withPath("/autoexec.ipxe"), program.prefix(), program.facts()));
            }
        }
        var reader = new Candidate("ipxe", List.of("0:2321697078"), List.of("*.ipxe"), List.of("ipxe*.efi"), Ipxe::new);
        return new MenuSearch(new MenuReaders(List.of(reader)), new FolderFiles(root), BootClock.system(), Map.of("ip", "10.0.2.15"),
                again);
    }

    private static SecondExchange told(String file) {
        return () -> Optional.of(Map.of("ip", "10.0.2.16", MenuRequest.BOOT_FILE, file, MenuRequest.NEXT_SERVER, "10.0.2.2"));
    }

    private static BootStart start(BootUri file) {
        return new BootStart(Optional.of(file), Optional.empty());
    }

    @Test
    void iPxeAsksAgain() throws Exception {
        MenuSearch search = twoStages(told("boot.ipxe"));
        FoundMenu found = search.find(start(PROGRAM)).orElseThrow();
        assertEquals("/boot.ipxe", found.config().path());
        assertEquals(Optional.of("10.0.2.16"), found.menu().entries().getFirst().commandLine());
        assertEquals("tftp://10.0.2.2/boot.ipxe: the boot file that DHCP names when asked again as iPXE", search.trail().get(1).toString());
    }

    @Test
    void iPxeMayBeToldAKernel() throws Exception {
        MenuSearch search = twoStages(told("vmlinuz"));
        assertEquals(Optional.empty(), search.find(start(PROGRAM)));
        assertEquals("/vmlinuz", search.image().orElseThrow().path());
    }

    @Test
    void aServerThatNamesIPxeToIPxeIsAskedOnce() throws Exception {
        MenuSearch search = twoStages(told("ipxe.efi"));
        assertEquals("/autoexec.ipxe", search.find(start(PROGRAM)).orElseThrow().config().path());
        assertTrue(search.trail().get(1).why().endsWith(", which is iPXE again"), search.trail()::toString);
    }

    @Test
    void withoutAnAnswerIPxeLooksBesideItself() throws Exception {
        assertEquals("/autoexec.ipxe", twoStages(Optional::empty).find(start(PROGRAM)).orElseThrow().config().path());
        assertEquals("/autoexec.ipxe",
                twoStages(() -> Optional.of(Map.of("ip", "10.0.2.16"))).find(start(PROGRAM)).orElseThrow().config().path());
        assertEquals("/boot.ipxe", twoStages(SecondExchange.of(Map.of(SecondExchange.IPXE_BOOT_FILE, "tftp://10.0.2.2/boot.ipxe")))
                .find(start(PROGRAM)).orElseThrow().config().path());
    }

    /** A thousand includes are none too many; those of all menus on the way count together. */
    @Test
    void filesAreCountedOverAllMenusOfABoot() throws Exception {
        var asked = new AtomicInteger();
        MenuSearch search = search((request, files) -> {
            for (int i = 0; i < 1500; i++) {
                files.find(request.config().withPath("/" + asked.incrementAndGet()));
            }
            return menu(entry(Optional.of(""), new PartSource("kernel", request.config())));
        });
        search.find(start(FILE));
        search.find(start(FILE));
        var problem = assertThrows(FetchException.class, () -> search.find(start(FILE))).problem();
        assertEquals("SW-F107", problem.code());
        assertEquals("file://localhost/" + asked.get(), problem.where());
        assertEquals("/" + (asked.get() - 1), search.trail().getLast().uri().path());
    }

    @Test
    void theTrailHasAFileOfWhichOnlyTheBeginningWasRead() throws Exception {
        MenuSearch search = search((request, files) -> {
            files.head(request.config(), 4);
            return menu();
        });
        search.read(FILE, Optional.empty());
        assertEquals(FILE + ": read as bls", search.trail().getLast().toString());
    }

    @ParameterizedTest
    @CsvSource({"ea0500c007669c66, ipxe", "ea247c0000909090, pxelinux", "b27fea0082000000, grub"})
    void programsAreKnownByHowTheyBegin(String bytes, String id) throws Exception {
        Files.write(root.resolve("boot/image.efi"), HexFormat.of().parseHex(bytes + "00"));
        var candidate = new Candidate(id, List.of(), List.of(), List.of(), () -> new Looking("/boot/"));
        var search = new MenuSearch(new MenuReaders(List.of(candidate)), new FolderFiles(root), BootClock.system(), Map.of(),
                Optional::empty);
        assertEquals("/boot/", search.find(start(FILE)).orElseThrow().config().path());
        assertEquals("judging by its first bytes, a program that reads " + id + " configurations", search.trail().getFirst().why());
    }
}
