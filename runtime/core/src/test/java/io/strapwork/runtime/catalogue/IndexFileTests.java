package io.strapwork.runtime.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.plugins.DemoPlugins;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class IndexFileTests {
    private static final PluginSource SOURCE = new PluginSource("demo.jar", IndexFileTests.class.getClassLoader());
    private static final String GOOD = "strapwork-plugins 2\napi 1.0\nplugin trust one demo.One\nkind demo.Marks io.strapwork.api.trust.ImageVerifier verifier\nfact over tcp tls\nfact none\noptions demo.One$O\n"
            + "option a int 5\nsummary a\\sb\\\\c\\td\\n\noption b string \\e\nend 1\n";

    @Test
    void reads() {
        PluginDescriptor plugin = IndexFile.parse(GOOD.getBytes(StandardCharsets.UTF_8), SOURCE).getFirst();
        assertEquals(Kind.VERIFIER, plugin.kind());
        assertEquals("verifier", plugin.kind().noun());
        assertEquals(java.util.List.of("tcp", "tls"), plugin.fact("over"));
        assertEquals(java.util.List.of(), plugin.fact("none"));
        assertEquals(new OptionDescriptor("a", OptionType.Scalar.INT, Optional.of("5"), "a b\\c\td\n"), plugin.keys().getFirst());
        assertEquals(Optional.of(""), plugin.keys().getLast().defaultText());
    }

    @Test
    void readsBounds() {
        String bounded = GOOD.replace("int 5\n", "int 5\nbounds 1 \\e\n");
        OptionDescriptor option = IndexFile.parse(bounded.getBytes(StandardCharsets.UTF_8), SOURCE).getFirst().keys().getFirst();
        assertEquals(new Bounds(Optional.of("1"), Optional.empty()), option.bounds());
        assertEquals("a whole number, 1 to 1000000", option.inWords());
        assertEquals("a b\\c\td\n", option.summary());
        String wrong = GOOD.replace("int 5\n", "int 5\nbounds 1\n");
        var thrown = assertThrows(StrapworkException.class, () -> IndexFile.parse(wrong.getBytes(StandardCharsets.UTF_8), SOURCE));
        assertEquals("the plugin index can't be read: bounds are two words (line 9)", thrown.problems().getFirst().what());
    }

    @Test
    void readsWhatTheConstructorAsksFor() {
        assertEquals(Optional.empty(), IndexFile.parse(GOOD.getBytes(StandardCharsets.UTF_8), SOURCE).getFirst().asks());
        String asking = GOOD.replace("fact none\n", "fact none\nasks demo.One$O a@b@demo.Clock\n");
        assertEquals(
                Optional.of(java.util.List.of(new PluginDescriptor.Parameter("demo.One$O", ""),
                        new PluginDescriptor.Parameter("demo.Clock", "a@b"))),
                IndexFile.parse(asking.getBytes(StandardCharsets.UTF_8), SOURCE).getFirst().asks());
        assertEquals(Optional.of(java.util.List.of()), IndexFile
                .parse(GOOD.replace("fact none\n", "fact none\nasks\n").getBytes(StandardCharsets.UTF_8), SOURCE).getFirst().asks());
        for (String wrong : java.util.List.of("@demo.Clock", "demo.Clock@", "demo/Clock")) {
            String broken = GOOD.replace("fact none\n", "fact none\nasks " + wrong + "\n");
            var thrown = assertThrows(StrapworkException.class, () -> IndexFile.parse(broken.getBytes(StandardCharsets.UTF_8), SOURCE));
            assertEquals("the plugin index can't be read: \"" + wrong + "\" is not what a constructor can ask for (line 7)",
                    thrown.problems().getFirst().what());
        }
    }

    @Test
    void readsSeveralInARow() {
        String two = GOOD + "\n" + GOOD.replace("one", "two") + "\n\n";
        assertEquals(java.util.List.of("one", "two"),
                IndexFile.parse(two.getBytes(StandardCharsets.UTF_8), SOURCE).stream().map(PluginDescriptor::id).toList());
        String wrong = GOOD + "\n" + GOOD.replace("end 1", "end 2");
        var thrown = assertThrows(StrapworkException.class, () -> IndexFile.parse(wrong.getBytes(StandardCharsets.UTF_8), SOURCE));
        assertEquals("the plugin index can't be read: it counts 2 plugins and lists 1 (line 23)", thrown.problems().getFirst().what());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"plugin trust one demo.One|plugin trust one|a plugin has a section, an id and a class (line 3)",
        "plugin trust|plugin attic|\"attic\" is neither a room nor a section of one (line 4)",
        "plugin trust|plugin trust.Big|\"trust.Big\" is neither a room nor a section of one (line 4)",
        "demo.Marks|demo..Marks|\"kind\" is missing (line 4)", "Verifier verifier|Verifier|\"kind\" is missing (line 4)",
        "one demo|One demo|\"One\" is not the name of an id (line 3)",
        "demo.One\\n|demo..One\\n|\"demo..One\" is not the name of a class (line 3)",
        "kind demo.Marks io.strapwork.api.trust.ImageVerifier verifier\\n||\"kind\" is missing (line 4)",
        "fact none|fact over|a fact has one name and its values (line 6)", "options demo.One$O|options|options have a class (line 7)",
        "a int 5|a float 5|\"float\" is not an option type (line 8)", "b string|a string|option \"a\" appears twice (line 10)",
        "end 1|end 2|it counts 2 plugins and lists 1 (line 11)",
        "end 1|ende 1|\"ende\" is not allowed here (line 11)", "end 1\\n|end 1|it is truncated (line 11)",
        "end 1\\n|end 1\\nmore\\n|there is more after its end (line 12)",
        "a\\\\sb|a\\\\qb|an escape is unknown (line 9)", "api 1.0|api one|\"one\" is not an API version",
        "api 1.0\\n||\"api\" is missing (line 2)",
        "fact over tcp|fact over  tcp|a word is empty (line 5)"})
    void tellsWhatIsWrong(String from, String to, String message) {
        String text = GOOD.replace(from.replace("\\\\", "\\").replace("\\n", "\n"),
                (to == null ? "" : to).replace("\\\\", "\\").replace("\\n", "\n"));
        assertTrue(!text.equals(GOOD), from);
        var thrown = assertThrows(StrapworkException.class, () -> IndexFile.parse(text.getBytes(StandardCharsets.UTF_8), SOURCE));
        assertEquals("the plugin index can't be read: " + message, thrown.problems().getFirst().what());
    }

    @Test
    void anyBytesGiveAProblemOrPlugins(@TempDir Path folder) throws IOException {
        byte[] seed = Files.readAllBytes(DemoPlugins.all().folder(folder, "demo").resolve(IndexFile.PATH));
        var random = new Random(2);
        int refused = 0;
        for (int i = 0; i < 6_000; i++) {
            byte[] bytes = mutate(seed, random);
            refused += readable(bytes) ? 0 : 1;
        }
        assertTrue(refused > 3_000, refused + " refused");
    }

    private static boolean readable(byte[] index) {
        try {
            IndexFile.parse(index, SOURCE);
            return true;
        } catch (StrapworkException e) {
            assertTrue(e.problems().getFirst().what().length() < 300);
            return false;
        }
    }

    static Stream<byte[]> indexes() {
        return Stream.of(GOOD, GOOD.replace("int 5\n", "int 5\nbounds 1 \\e\n")).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("indexes")
    @FuzzTest
    void anyIndex(byte[] index) {
        readable(index);
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(seed, random.nextInt(seed.length)) : seed.clone();
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean()
                    ? random.nextInt(256)
                    : " \n\\.:0"
                            .charAt(random.nextInt(6)));
        }
        return bytes;
    }
}
