package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigSearch;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.plugin.Problem;
import io.strapwork.testkit.fake.FakeConfigFiles;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every {@link MenuReader} does. */
@Timeout(600)
@ExtendWith(LeavingOut.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class MenuReaderContract {
    private static final int MUTANTS = 500;
    private static final int MOST_CANDIDATES = 1000;
    private static final BootUri ROOT = BootUri.parse("tftp://10.0.2.2/");

    protected abstract MenuReader reader();

    /** A configuration with as many entries as {@link #entries}, one of them the preset, that includes nothing. */
    protected abstract byte[] config();

    /** Two or more, but for readers of configurations that have only one. */
    protected int entries() {
        return 2;
    }

    /** How such a configuration is called: a path from the server's root. */
    protected abstract String name();

    private BootMenu read(MenuReader reader, byte[] config) throws FetchException {
        BootUri uri = ROOT.withPath(name());
        return reader.read(new MenuRequest(uri, uri.folder(), Map.of()), new FakeConfigFiles().put(uri.toString(), config));
    }

    private BootMenu right(MenuReader reader) {
        try {
            return read(reader, config());
        } catch (FetchException e) {
            throw new AssertionError("a valid configuration was refused: " + e.problem(), e);
        }
    }

    /** What a menu's reader may rely on. */
    private static void check(BootMenu menu) {
        var ids = new HashSet<String>();
        for (BootEntry entry : menu.entries()) {
            assertTrue(ids.add(entry.id()), () -> "two entries have the id \"" + entry.id() + "\"");
            assertFalse(entry.parts().isEmpty(), () -> "the entry \"" + entry.id() + "\" has no part: leave it out, with a remark");
            assertFalse(entry.commandLine().filter(line -> line.indexOf('\0') >= 0).isPresent(),
                    () -> "the command line of \"" + entry.id() + "\" holds a NUL, at which kernels end it");
        }
        menu.preset().ifPresent(id -> assertTrue(ids.contains(id), () -> "the preset \"" + id + "\" is no entry"));
        menu.remarks().forEach(remark -> assertFalse(remark.what().isBlank(), "a remark says nothing"));
    }

    @Test
    void readsItsConfiguration() {
        BootMenu menu = right(reader());
        check(menu);
        assertTrue(menu.entries().size() >= entries(), () -> "there should be " + entries() + " or more entries: " + menu);
        assertTrue(menu.preset().isPresent(), () -> "one entry should be the preset: " + menu);
    }

    /** A verifier is asked about what was read whole, and about what an entry names: a profile may have another kernel. */
    @Test
    void saysWhereCommandLinesComeFrom() throws FetchException {
        BootUri uri = ROOT.withPath(name());
        var whole = new HashSet<BootUri>();
        var files = new FakeConfigFiles() {
            @Override
            public Optional<MemorySegment> find(BootUri file) {
                whole.add(file);
                return super.find(file);
            }
        };
        BootMenu menu = reader().read(new MenuRequest(uri, uri.folder(), Map.of()), files.put(uri.toString(), config()));
        for (BootEntry entry : menu.entries()) {
            assertTrue(entry.commandLine().isEmpty() || whole.contains(uri) || !entry.line().files().isEmpty(),
                    () -> "the entry \"" + entry.id()
                            + "\" has a command line from files of which only the beginning was read: name them in its CommandLine");
        }
    }

    @Test
    void readsTheSameEachTime() {
        MenuReader reader = reader();
        assertEquals(right(reader), right(reader), "the same configuration gives a different menu each time");
    }

    @Test
    void twoBootsAtOnce() {
        MenuReader reader = reader();
        BootMenu alone = right(reader);
        var menus = new ArrayList<CompletableFuture<BootMenu>>();
        for (int i = 0; i < 32; i++) {
            menus.add(CompletableFuture.supplyAsync(() -> right(reader)));
        }
        for (CompletableFuture<BootMenu> menu : menus) {
            try {
                assertEquals(alone, menu.join(), "boots at once see each other's menus");
            } catch (CompletionException e) {
                throw new AssertionError("boots at once disturb each other", e);
            }
        }
    }

    @Test
    void aConfigurationThatIsNotThere() {
        BootUri uri = ROOT.withPath(name());
        try {
            BootMenu menu = reader().read(new MenuRequest(uri, uri.folder(), Map.of()), new FakeConfigFiles());
            assertEquals(List.of(), menu.entries(), "there is no configuration, but there is a menu");
        } catch (FetchException e) {
            tellsWell(e.problem());
        } catch (RuntimeException e) {
            throw onlyFetchException("a configuration that is not there", e);
        }
    }

    @Test
    void survivesChangedBytes() {
        MenuReader reader = reader();
        for (int seed = 0; seed < MUTANTS; seed++) {
            hostile("changed bytes, seed " + seed, reader, mutant(new Random(seed)));
        }
    }

    @Test
    void survivesTruncation() {
        byte[] config = config();
        MenuReader reader = reader();
        for (int bytes = 0; bytes < config.length; bytes += 1 + config.length / 200) {
            hostile("cut off after " + bytes + " bytes", reader, Arrays.copyOf(config, bytes));
        }
    }

    private byte[] mutant(Random random) {
        byte[] mutant = config().clone();
        for (int changes = random.nextInt(1, 8); changes > 0 && mutant.length > 0; changes--) {
            mutant[random.nextInt(
                    mutant.length)] = (byte) (random.nextBoolean() ? random.nextInt() : " \n\"'{}=$\\\0".charAt(random.nextInt(10)));
        }
        return mutant;
    }

    private void hostile(String what, MenuReader reader, byte[] config) {
        try {
            check(read(reader, config));
        } catch (FetchException e) {
            tellsWell(e.problem());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw onlyFetchException(what, e);
        }
    }

    private static AssertionError onlyFetchException(String what, Throwable thrown) {
        return new AssertionError(what + ": read may throw only FetchException, but it threw: " + thrown, thrown);
    }

    private static void tellsWell(Problem problem) {
        ToldWell.check(problem.asException(), 'F');
    }

    @Test
    void candidatesEnd() {
        if (reader() instanceof ConfigSearch search) {
            BootUri program = ROOT.withPath("/boot/program.0");
            for (Map<String, String> facts : List.of(Map.<String, String>of(),
                    Map.of(MenuRequest.MAC, "nonsense", MenuRequest.IP, "::", MenuRequest.UUID, "?", MenuRequest.OPTION_209, "http://[",
                            MenuRequest.OPTION_210, "\u0001"))) {
                List<MenuRequest> candidates = search.candidates(new MenuRequest(program, program.folder(), facts));
                assertTrue(candidates.size() <= MOST_CANDIDATES, () -> candidates.size() + " places are too many to ask for");
                candidates
                        .forEach(each -> assertTrue(each.prefix().path().endsWith("/"), () -> "the prefix is no folder: " + each.prefix()));
            }
        }
    }
}
