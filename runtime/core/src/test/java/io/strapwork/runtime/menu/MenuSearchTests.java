package io.strapwork.runtime.menu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        return new MenuSearch(new MenuReaders(List.of(candidate)), new FolderFiles(root), BootClock.system(), Map.of());
    }

    @Test
    void aMenuOfTheFileItselfSaysThatItIsAnImage() throws Exception {
        MenuSearch search = search((request, files) -> menu(entry(Optional.empty(), new PartSource("kernel", request.config()))));
        assertEquals(Optional.empty(), search.find(Optional.of(FILE), Optional.empty()));
        assertTrue(search.isImage());
        assertEquals("an image, says bls", search.trail().getLast().why());
    }

    @Test
    void whatTakesTheFileApartIsAMenu() throws Exception {
        var part = new PartSource("kernel", FILE, new PartRange(2, 2));
        for (BootMenu menu : List.of(menu(entry(Optional.empty(), part)), menu(entry(Optional.of(""), new PartSource("kernel", FILE))),
                menu(entry(Optional.empty(), new PartSource("kernel", FILE), new PartSource("initrd", FILE))), menu())) {
            MenuSearch search = search((request, files) -> menu);
            assertEquals(menu, search.find(Optional.of(FILE), Optional.empty()).orElseThrow().menu());
            assertFalse(search.isImage());
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
                Map.of("option-210", "http://["));
        assertTrue(search.read(FILE, Optional.empty()).isPresent());
        assertTrue(search.trail().getFirst().why().startsWith("option 210 is left out: "), search.trail()::toString);
    }

    @Test
    void aFolderIsFound() throws Exception {
        var server = Optional.of(BootUri.parse("file://localhost/"));
        assertEquals(Optional.empty(), search(new Looking("/boot/entries/")).find(Optional.empty(), server));
        assertEquals("/boot/", search(new Looking("/boot/")).find(Optional.empty(), server).orElseThrow().config().path());
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
        assertEquals(Optional.empty(), files.find(FILE));
    }
}
