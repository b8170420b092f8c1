package io.strapwork.runtime.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileTests {
    private static final String SEED = """
            name = "x" # comment
            extends = 1
            [machine]
            memory = "1GiB"
            list = [1, 2.5, true, {a = 1}, 1979-05-27T07:32:00Z]
            [[array]]
            'quoted key' = \"""
            text\"""
            [transport.tls]
            a.b.c = 0xff
            """;

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private String problems(Path file) {
        var thrown = assertThrows(StrapworkException.class, () -> Profile.read(file, List.of()));
        return thrown.problems().stream().map(problem -> text(problem)).collect(Collectors.joining("\n")).replace(folder.toString(), "DIR");
    }

    private static String text(Problem problem) {
        return problem.code() + " " + problem.where() + ": " + problem.what() + " | " + problem.hint();
    }

    @Test
    void nameAndSections() {
        Profile profile = Profile.parse("s390x-https.toml", "description = \"d\"\n[transport.tls]\nca = \"x\"\n[link]\n", List.of());
        assertEquals("s390x-https", profile.name());
        assertEquals("d", profile.description().orElseThrow());
        assertEquals("x", ((Value.Text) profile.section(Room.TRANSPORT, "tls").orElseThrow().get("ca").orElseThrow()).text());
        assertTrue(profile.section(Room.LINK).orElseThrow().entries().isEmpty());
        assertTrue(profile.section(Room.LOAD).isEmpty());
        assertEquals(List.of(), profile.problems());
    }

    @Test
    void layersAndTheirOrigins() throws IOException {
        Files.createDirectory(folder.resolve("shared"));
        file("shared/base.toml",
                "name = \"base\"\n[machine]\nuse = \"one\"\nmemory = \"1GiB\"\nserve = \"files\"\n[fetch]\nkernel = \"k\"\n");
        Path top = file("top.toml", "extends = \"shared/base.toml\"\nname = \"top\"\n[machine]\nuse = \"two\"\n");
        Profile profile = Profile.read(top, List.of("machine.memory=2GiB", "link.\"odd.key\"=\"a=b\"", "link.use=x"));

        Value.Section machine = profile.section(Room.MACHINE).orElseThrow();
        assertEquals("top", profile.name());
        assertEquals("line 4", profile.line(machine.get("use").orElseThrow().origin()));
        assertEquals("-P machine.memory", profile.line(machine.get("memory").orElseThrow().origin()));
        assertEquals("base.toml line 5, column 1", profile.place(machine.get("serve").orElseThrow().origin()));
        assertEquals(folder.resolve("shared"), machine.get("serve").orElseThrow().origin().folder());
        assertEquals(java.util.Set.of("serve"), machine.yielding());
        Value odd = profile.section(Room.LINK).orElseThrow().get("odd.key").orElseThrow();
        assertEquals("a=b", ((Value.Text) odd).text());
        assertEquals(Path.of("").toAbsolutePath(), odd.origin().folder());
    }

    @Test
    void circlesAndDepth() throws IOException {
        file("a.toml", "extends = \"b.toml\"\n");
        Path b = file("b.toml", "# b\nextends = \"a.toml\"\n");
        assertEquals(
                "SW-P109 a.toml line 1, column 1: \"b.toml\" extends this profile itself | profiles can't extend each other in a circle",
                problems(b));
        for (int i = 0; i < 9; i++) {
            file(i + ".toml", "extends = \"" + (i + 1) + ".toml\"\n");
        }
        assertEquals("SW-P109 7.toml line 1, column 1: profiles extend each other more than 8 times | merge some of them",
                problems(folder.resolve("0.toml")));
    }

    @Test
    void filesThatAreNone() throws IOException {
        assertEquals("SW-P101 : profile DIR/none.toml does not exist | give the path of a TOML file",
                problems(folder.resolve("none.toml")));
        assertEquals("SW-P101 : profile DIR can't be read: it is a folder | check the path and its permissions", problems(folder));
        assertEquals("SW-P101 line 1, column 1: profile DIR/gone.toml does not exist | give the path of a TOML file",
                problems(file("x.toml", "extends = \"gone.toml\"")));
        Path latin = Files.write(folder.resolve("latin.toml"), "name = \"ö\"".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("SW-P102 : latin.toml is not UTF-8 text | a profile is a TOML file, saved as UTF-8", problems(latin));
        Path huge = Files.write(folder.resolve("huge.toml"), new byte[(1 << 20) + 1]);
        assertEquals("SW-P102 : huge.toml is larger than 1 MiB | a profile is a small text file; check that this is the right one",
                problems(huge));
        file("bad.toml", "x =\n");
        assertTrue(problems(file("y.toml", "extends = \"bad.toml\"")).startsWith("SW-P103 bad.toml line 1, column "));
        assertEquals("SW-P106 line 1, column 1: \"extends\" must be a string, not a whole number | write extends = \"base.toml\"",
                text(Profile.parse("z.toml", "extends = 1", List.of()).problems().getFirst()));
    }

    @Test
    void anyTextGivesAProfileOrProblems() {
        var random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 1_500; i++) {
            var text = new StringBuilder(SEED);
            for (int j = random.nextInt(5); j >= 0; j--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> text.deleteCharAt(at);
                    default -> text.insert(at, "\"'[]{}=.#\n\\,_".charAt(random.nextInt(13)));
                }
            }
            refused += readable(text.toString()) ? 0 : 1;
        }
        assertTrue(refused > 375, refused + " refused");
    }

    private static boolean readable(String text) {
        try {
            Profile.parse("fuzz.toml", text, List.of("a.b=" + (text.isEmpty() ? "" : text.charAt(0))));
            return true;
        } catch (StrapworkException e) {
            assertTrue(e.problems().stream().allMatch(problem -> problem.code().startsWith("SW-P1")), e::getMessage);
            return false;
        }
    }

    static Stream<byte[]> texts() {
        return Stream.of(SEED).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("texts")
    @FuzzTest
    void anyText(byte[] text) {
        readable(new String(text, StandardCharsets.UTF_8));
    }

    @Test
    void deepNestingIsRefused() {
        var thrown = assertThrows(StrapworkException.class, () -> Profile.parse("deep.toml", "x = " + "[".repeat(200_000), List.of()));
        assertEquals("SW-P103", thrown.problems().getFirst().code());
    }

    @Test
    void distances() {
        assertEquals(0, DidYouMean.distance("tls", "tls"));
        assertEquals(1, DidYouMean.distance("tsl", "tls"));
        assertEquals(1, DidYouMean.distance("memroy", "memory"));
        assertEquals(3, DidYouMean.distance("", "abc"));
        assertEquals(3, DidYouMean.distance("kitten", "sitting"));
        assertTrue(DidYouMean.nearest("zzz", List.of("kernel", "initrd")).isEmpty());
        assertEquals("known: a, b", DidYouMean.hint("zzzz", List.of("a", "b"), "none"));
        assertEquals("none", DidYouMean.hint("x", List.of(), "none"));
    }
}
