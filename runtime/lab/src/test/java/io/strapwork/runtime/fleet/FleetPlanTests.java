package io.strapwork.runtime.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

class FleetPlanTests {
    private static final String MATRIX = "profiles = [\"a.toml\", \"b.toml\"]\nseeds = \"1-3\"\n[overrides]\nplain = []\nlossy = [\"machine.loss=0.02\"]\n";

    @TempDir
    private static Path folder;

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static List<String> ids(List<FleetJob> jobs) {
        return jobs.stream().map(FleetJob::id).toList();
    }

    private static String refused(String text) throws IOException {
        Path file = write("refused.toml", text);
        var told = assertThrows(StrapworkException.class, () -> FleetPlan.of(List.of(file), List.of(), Optional.empty()));
        return told.problems().getFirst().code() + " " + told.problems().getFirst().what();
    }

    @Test
    void multipliesProfilesOverridesAndSeeds() throws IOException {
        Path file = write("fleet.toml", MATRIX);
        List<FleetJob> jobs = FleetPlan.of(List.of(file), List.of("machine.memory=64MiB"), Optional.empty());
        assertEquals(List.of("a/lossy/1", "a/lossy/2", "a/lossy/3", "a/plain/1", "a/plain/2", "a/plain/3", "b/lossy/1", "b/lossy/2",
                "b/lossy/3", "b/plain/1", "b/plain/2", "b/plain/3"), ids(jobs));
        assertEquals(new FleetJob("a/lossy/2", folder.resolve("a.toml"), List.of("machine.loss=0.02", "machine.memory=64MiB"),
                Optional.of(2L)), jobs.get(1));
        assertEquals(4, FleetPlan.of(List.of(file), List.of(), Optional.of("7")).size());
    }

    @Test
    void profilesAndFolders() throws IOException {
        Path boots = Files.createDirectories(folder.resolve("boots"));
        Files.writeString(boots.resolve("x.toml"), "name = \"x\"\n");
        Files.writeString(boots.resolve("y.toml"), "name = \"y\"\n");
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("x.toml"), "name = \"x\"\n");
        assertEquals(List.of("x", "y", "x~2"), ids(FleetPlan.of(List.of(boots, other.resolve("x.toml")), List.of(), Optional.empty())));
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertEquals("SW-X312 \"profile\" is not a key of a fleet", refused("profiles = []\nprofile = 1\n"));
        assertEquals("SW-X312 \"profiles\" must be an array of strings", refused("profiles = 3\n"));
        assertEquals("SW-X312 \"seeds\" must be whole numbers", refused("profiles = [\"a.toml\"]\nseeds = [\"x\"]\n"));
        assertEquals("SW-X311 \"9-1\" names no seeds, or too many", refused("profiles = [\"a.toml\"]\nseeds = \"9-1\"\n"));
        assertEquals("SW-X312 \"a b\" can't be the name of overrides", refused("profiles = [\"a.toml\"]\n[overrides]\n\"a b\" = []\n"));
        assertEquals("SW-X313 there are more than 100000 boots",
                refused("profiles = [\"a.toml\", \"b.toml\"]\nseeds = \"1-60000\"\n"));
        assertEquals("SW-X311 there is nothing to boot", refused("profiles = []\n"));
        var told = assertThrows(StrapworkException.class,
                () -> FleetPlan.of(List.of(folder.resolve("none.toml")), List.of(), Optional.empty()));
        assertEquals("it can't be read: it does not exist", told.problems().getFirst().what());
    }

    @Test
    void shardsShareAll() throws IOException {
        List<FleetJob> jobs = FleetPlan.of(List.of(write("fleet.toml", MATRIX)), List.of(), Optional.empty());
        var shared = new HashSet<String>();
        for (int i = 1; i <= 5; i++) {
            ids(FleetShard.parse(i + "/5").of(jobs)).forEach(id -> assertTrue(shared.add(id), id));
        }
        assertEquals(Set.copyOf(ids(jobs)), shared);
        for (String wrong : List.of("0/5", "6/5", "1", "a/b", "-1/2", "1/0")) {
            assertThrows(IllegalArgumentException.class, () -> FleetShard.parse(wrong), wrong);
        }
    }

    static Stream<byte[]> plans() {
        return Stream.of(MATRIX, "profiles = []", "seeds = [1, 2]\nprofiles = [\"a\"]", "name = \"x\"").map(String::getBytes);
    }

    @MethodSource("plans")
    @FuzzTest
    void anyPlan(byte[] text) throws IOException {
        Path file = folder.resolve("fuzzed.toml");
        Files.write(file, text);
        try {
            List<FleetJob> jobs = FleetPlan.of(List.of(file), List.of(), Optional.empty());
            assertEquals(jobs.size(), Set.copyOf(ids(jobs)).size());
            assertTrue(jobs.stream().allMatch(job -> job.fileName().indexOf('/') < 0));
        } catch (StrapworkException e) {
            assertTrue(e.problems().stream().allMatch(problem -> problem.code().startsWith("SW-X31")), e::getMessage);
        }
    }
}
