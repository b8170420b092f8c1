package io.strapwork.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class PluginProcessorTests {
    private static final String IMPORTS = """
            import io.strapwork.api.plugin.*; import io.strapwork.api.fetch.*; import io.strapwork.api.transport.*; import io.strapwork.api.stack.*; \
            import io.strapwork.api.address.*; import io.strapwork.api.link.*; import io.strapwork.api.time.*; import io.strapwork.api.trust.*; import io.strapwork.api.load.*; import io.strapwork.api.machine.*; \
            import jakarta.inject.*; import java.util.*; import java.util.random.RandomGenerator; import java.time.Duration; import java.nio.file.Path; import java.net.URI;
            """;
    private static final String BODY = "public void fetch(BootUri from, ImageSink into) {}";

    @TempDir
    Path folder;

    /** What {@code messages.txt} would be if all that was said were right: to be read, and then copied. */
    private static final StringBuilder SAID = new StringBuilder();

    @AfterAll
    static void write() throws IOException {
        Files.writeString(Path.of("target/messages.txt"), SAID);
    }

    /** In {@code messages.txt}: a title, a source, a line {@code ----}, the errors, each with line, column and what stands there. */
    @TestFactory
    Stream<DynamicTest> messages() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (String each : resource().split("(?m)^=== ")) {
            if (!each.isBlank()) {
                String title = each.substring(0, each.indexOf('\n'));
                String[] parts = each.substring(title.length() + 1).split("(?m)^----\n", -1);
                tests.add(DynamicTest.dynamicTest(title, () -> {
                    Path output = Files.createDirectory(folder.resolve(Integer.toHexString(title.hashCode())));
                    var compilation = InMemoryCompilation.of(output, IMPORTS + parts[0].replace("BODY", BODY));
                    SAID.append("=== ").append(title).append('\n').append(parts[0]).append("----\n")
                            .append(String.join("\n", compilation.messages())).append('\n');
                    assertEquals(parts[1].strip(), String.join("\n", compilation.messages()).strip());
                    assertFalse(compilation.good());
                    assertFalse(Files.exists(output.resolve(IndexText.PATH)));
                }));
            }
        }
        return tests.stream();
    }

    private static String resource() throws IOException {
        try (var in = PluginProcessorTests.class.getResourceAsStream("messages.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void wholeIndex() {
        var compilation = InMemoryCompilation.of(folder,
                "package demo;\n" + IMPORTS
                        + """
                                @ProtocolPlugin(id = "zeta", schemes = {"zeta", "zetas"}, over = {"tcp", "tls"})
                                public final class Zeta implements BootProtocol {
                                    @Inject Zeta(@Named("tcp") Transport tcp, @Named("tls") Transport tls, ZetaOptions options, BootClock clock, RandomGenerator random, BootFacts facts) {}
                                    BODY
                                    public enum Mode { FAST, VERY_SLOW }
                                    @Options public record ZetaOptions(@Default("1428") @Summary("bytes  in a block,\\tat most") int blockBytes, @Default("PT5S") Duration patience,
                                        @Default("very-slow") Mode mode, Places places, @Rest Map<String, Integer> more, @Default("") String text,
                                        ByteSize size) {}
                                    @Options public record Places(Optional<Path> file, List<URI> mirrors) {}
                                }
                                """
                                .replace("BODY", BODY),
                "package demo;\n" + IMPORTS + """
                        @TransportPlugin(id = "alpha", provides = "udp", over = "ip")
                        public final class Alpha implements Transport {
                            @Inject Alpha(IpNetwork network) {}
                            public io.netty.bootstrap.Bootstrap bootstrap() { return null; }
                        }
                        """);
        assertEquals(List.of(), compilation.messages());
        assertEquals(
                """
                        strapwork-plugins 2
                        api 1.0
                        plugin transport alpha demo.Alpha
                        kind io.strapwork.api.transport.TransportPlugin io.strapwork.api.transport.Transport transport
                        fact provides udp
                        fact over ip
                        asks io.strapwork.api.stack.IpNetwork
                        plugin fetch zeta demo.Zeta
                        kind io.strapwork.api.fetch.ProtocolPlugin io.strapwork.api.fetch.BootProtocol protocol
                        fact schemes zeta zetas
                        fact over tcp tls
                        asks tcp@io.strapwork.api.transport.Transport tls@io.strapwork.api.transport.Transport demo.Zeta$ZetaOptions io.strapwork.api.time.BootClock java.util.random.RandomGenerator io.strapwork.api.plugin.BootFacts
                        options demo.Zeta$ZetaOptions
                        option block-bytes int 1428
                        summary bytes\\s\\sin\\sa\\sblock,\\tat\\smost
                        option patience duration PT5S
                        option mode enum:demo.Zeta$Mode:fast|very-slow very-slow
                        option file optional:path
                        option mirrors list:uri
                        option more rest:int
                        option text string \\e
                        option size size
                        end 2
                        """,
                compilation.index());
    }

    @Test
    void noPluginIsAFactToo() {
        assertEquals("strapwork-plugins 2\napi 1.0\nend 0\n", InMemoryCompilation.of(folder, "public class Plain {}").index());
    }

    @Test
    void aKindOfOnesOwn() {
        var compilation = InMemoryCompilation.of(folder,
                IMPORTS + """
                        @Deprecated
                        @Mine(id = "own")
                        public class Own implements BootProtocol {
                            BODY
                        }
                        @PluginKind(room = Room.FETCH, type = BootProtocol.class)
                        @interface Mine { String id(); String[] schemes() default "own"; String[] over() default {}; int rank() default 3; Class<?> with() default Own.class; }
                        """
                        .replace("BODY", BODY));
        assertEquals(List.of(), compilation.messages());
        assertEquals("""
                strapwork-plugins 2
                api 1.0
                plugin fetch own Own
                kind Mine io.strapwork.api.fetch.BootProtocol plugin
                fact schemes own
                fact over
                fact rank 3
                fact with Own
                asks
                end 1
                """, compilation.index());
    }

    @Test
    void compilingAPartKeepsTheRestAndForgetsWhatIsGone() throws IOException {
        String one = plugin("One", "one");
        String two = plugin("Two", "two");
        assertTrue(InMemoryCompilation.of(folder, one, two).index().contains("end 2"));

        var again = InMemoryCompilation.of(folder, plugin("One", "uno"));
        assertTrue(again.index().contains("plugin fetch uno One\n"), again.index());
        assertTrue(again.index().contains("plugin fetch two Two\n"), again.index());

        Files.delete(folder.resolve("Two.class"));
        assertFalse(InMemoryCompilation.of(folder, one).index().contains("Two"));
        assertFalse(InMemoryCompilation.of(folder, "public final class One {}").index().contains("One"));
    }

    private static String plugin(String name, String id) {
        return IMPORTS + "@ProtocolPlugin(id = \"" + id + "\", schemes = \"x\", over = {})\npublic final class " + name
                + " implements BootProtocol { " + BODY + " }\n";
    }

    @Test
    void sameTextEveryTime() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        assertEquals(InMemoryCompilation.of(folder, plugin("One", "one"), plugin("Two", "two")).index(),
                InMemoryCompilation.of(other, plugin("Two", "two"), plugin("One", "one")).index());
    }
}
