package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileNotThereException;
import io.strapwork.api.fetch.SeenVolume;
import io.strapwork.api.fetch.VolumeProtocol;
import io.strapwork.testkit.fake.MemorySink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every {@link VolumeProtocol} does, shown with files that a plugin's test has put on the machine's volumes. */
@Timeout(600)
@ExtendWith(LeavingOut.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class VolumeProtocolContract {
    /** A new protocol of a machine with the files; each has the same. */
    protected abstract VolumeProtocol protocol();

    /** The root of the volume with {@link #files}, as {@link VolumeProtocol#volumes} names it: it ends with a slash. */
    protected abstract BootUri root();

    /** All files of that volume by their paths from the root on, without a slash in front; some in folders. */
    protected abstract Map<String, byte[]> files();

    private BootUri uri(String path) {
        return root().withPath(root().decodedPath() + path);
    }

    private static byte[] content(VolumeProtocol protocol, BootUri file) throws FetchException {
        var sink = new MemorySink();
        protocol.fetch(file, sink);
        sink.seal();
        assertEquals(sink.content().length, sink.expected(), "a volume knows how long a file is, and says it before the first byte");
        assertEquals(0, sink.late(), "the sink was used after fetch had returned");
        return sink.content();
    }

    @Test
    void everyByteComes() throws FetchException {
        VolumeProtocol protocol = protocol();
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            assertArrayEquals(file.getValue(), content(protocol, uri(file.getKey())), file::getKey);
            assertArrayEquals(file.getValue(), content(protocol, uri(file.getKey())), () -> file.getKey() + " for the second time");
        }
    }

    @Test
    void listsFolders() throws FetchException {
        var folders = new TreeMap<String, TreeSet<String>>();
        for (String path : files().keySet()) {
            int from = 0;
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', from)) {
                folders.computeIfAbsent(path.substring(0, from), _ -> new TreeSet<>()).add(path.substring(from, slash + 1));
                from = slash + 1;
            }
            folders.computeIfAbsent(path.substring(0, from), _ -> new TreeSet<>()).add(path.substring(from));
        }
        assertTrue(folders.size() > 1, "the contract wants a folder");
        VolumeProtocol protocol = protocol();
        for (Map.Entry<String, TreeSet<String>> folder : folders.entrySet()) {
            assertEquals(List.copyOf(folder.getValue()), protocol.list(uri(folder.getKey())), () -> "in \"" + folder.getKey() + "\"");
        }
        assertEquals(List.of(), protocol.list(uri("nothing/")), "a folder that is not there is none, not a problem");
        assertEquals(List.of(), protocol.list(uri(files().keySet().iterator().next() + "/")), "a file is no folder");
    }

    @Test
    void whatIsNotThereIsToldAsSuch() {
        VolumeProtocol protocol = protocol();
        String file = files().keySet().stream().filter(path -> path.contains("/")).findFirst().orElseThrow();
        for (String path : List.of("nothing", "nothing/at/all", file + "x", file + "/more", file.substring(0, file.indexOf('/') + 1), "")) {
            var thrown = assertThrows(FetchException.class, () -> protocol.fetch(uri(path), new MemorySink()), path);
            assertTrue(thrown instanceof FileNotThereException,
                    () -> "who looks for \"" + path + "\" goes on looking elsewhere: " + thrown);
            ToldWell.check(thrown.problem().asException(), thrown.problem().code().charAt(3));
        }
    }

    @Test
    void namesItsVolumes() throws FetchException {
        VolumeProtocol protocol = protocol();
        List<SeenVolume> volumes = protocol.volumes();
        assertEquals(volumes, protocol.volumes(), "they are found once");
        assertTrue(volumes.stream().anyMatch(seen -> seen.volume().root().equals(root()) && seen.format().isPresent()),
                () -> root() + " is not among them: " + volumes);
        var names = new HashSet<String>();
        for (SeenVolume seen : volumes) {
            assertTrue(names.add(seen.volume().name()), () -> "two have the name " + seen.volume().name());
            assertTrue(seen.volume().root().path().endsWith("/"), () -> seen.volume().root() + " is no folder");
            assertTrue(seen.format().isPresent() || !seen.remarks().isEmpty(),
                    () -> seen.volume().name() + " is not read, and nobody says why");
            assertFalse(seen.format().isEmpty() && !protocol.list(seen.volume().root()).isEmpty(),
                    () -> seen.volume().name() + " can't be read, but has names");
        }
    }

    @Test
    void whatTheSinkRefusesIsAProblem() {
        Map.Entry<String, byte[]> file = files().entrySet().stream().filter(each -> each.getValue().length > 1).findFirst().orElseThrow();
        var thrown = assertThrows(FetchException.class,
                () -> protocol().fetch(uri(file.getKey()), new MemorySink(file.getValue().length - 1)));
        ToldWell.check(thrown.problem().asException(), thrown.problem().code().charAt(3));
    }

    @Test
    void twoMachinesAtOnce() {
        var reading = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 8; i++) {
            reading.add(CompletableFuture.runAsync(() -> {
                VolumeProtocol protocol = protocol();
                for (Map.Entry<String, byte[]> file : files().entrySet()) {
                    try {
                        assertArrayEquals(file.getValue(), content(protocol, uri(file.getKey())), "machines at once disturb each other");
                    } catch (FetchException e) {
                        throw new AssertionError("machines at once disturb each other: " + e.problem(), e);
                    }
                }
            }));
        }
        reading.forEach(CompletableFuture::join);
    }
}
