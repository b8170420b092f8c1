package io.strapwork.runtime.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.plugins.DemoPlugins;
import io.strapwork.runtime.plugins.PluginJar;
import io.strapwork.runtime.profile.Profile;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Exact texts of everything that can be wrong with a profile or with the plugins it chooses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AssemblyProblemTests {
    private Catalogue catalogue;
    private Path folder;

    @BeforeAll
    void discover(@TempDir Path folder) {
        this.folder = folder;
        catalogue = catalogue(folder);
    }

    /** The demo plugins, and some whose authors made mistakes that only show when a profile names them. */
    static Catalogue catalogue(Path folder) {
        DemoPlugins.all().jar(folder, "strapwork-demo-0.1.0.jar");
        new PluginJar().with("""
                @AddressPlugin(id = "missing")
                public final class Missing implements AddressSource {
                    public Lease acquire(IpNetwork network, Architecture architecture) { return null; }
                    Missing(BootClock clock) {}
                }
                """).with("""
                @AddressPlugin(id = "greedy")
                public final class Greedy implements AddressSource {
                    public Lease acquire(IpNetwork network, Architecture architecture) { return null; }
                    @Inject Greedy(IpNetwork network, Transport udp) {}
                }
                """).with("@AddressPlugin(id = \"wrong\") public final class Wrong { }").with("""
                @AddressPlugin(id = "thing")
                public abstract class Thing implements AddressSource { }
                """).with(
                "@TransportPlugin(id = \"loop-a\", provides = \"a\", over = \"b\") public final class LoopA implements Transport { public Bootstrap bootstrap() { return null; } }")
                .with("@TransportPlugin(id = \"loop-b\", provides = \"b\", over = \"a\") public final class LoopB implements Transport { public Bootstrap bootstrap() { return null; } }")
                .with("@ProtocolPlugin(id = \"looping\", schemes = \"loop\", over = \"a\") public final class Looping implements BootProtocol { public void fetch(BootUri from, ImageSink into) {} }")
                .with("@ProtocolPlugin(id = \"lonely\", schemes = {\"gopher\", \"twice\"}, over = \"pigeon\") public final class Lonely implements BootProtocol { public void fetch(BootUri from, ImageSink into) {} }")
                .with("@ProtocolPlugin(id = \"second\", schemes = \"twice\", over = {}) public final class Second implements BootProtocol { public void fetch(BootUri from, ImageSink into) {} }")
                .with("@TransportPlugin(id = \"q1\", provides = \"quic\", over = \"ip\") public final class Q1 implements Transport { public Bootstrap bootstrap() { return null; } }")
                .with("@TransportPlugin(id = \"q2\", provides = \"quic\", over = \"ip\") public final class Q2 implements Transport { public Bootstrap bootstrap() { return null; } }")
                .withoutProcessor().jar(folder, "careless.jar");
        // On the class path: of a jar in a plugin folder discovery says it.
        Path ghost = new PluginJar().with("META-INF/strapwork/plugins.idx",
                "strapwork-plugins 2\napi 1.0\nplugin address ghost demo.Ghost\nkind io.strapwork.api.address.AddressPlugin io.strapwork.api.address.AddressSource source\nend 1\n"
                        .getBytes())
                .jar(folder.resolve("host"), "ghost.jar");
        try {
            var host = new URLClassLoader(new URL[]{ghost.toUri().toURL()}, AssemblyProblemTests.class.getClassLoader());
            return Discovery.discover(host, List.of(folder));
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @AfterAll
    void close() throws IOException {
        catalogue.close();
    }

    /** Lines of a case that begin with {@code -P} are overrides. */
    static String report(Catalogue catalogue, String text, Path folder) {
        var overrides = new ArrayList<String>();
        text.lines().filter(line -> line.startsWith("-P ")).forEach(line -> overrides.add(line.substring(3)));
        String profile = String.join("\n", text.lines().filter(line -> !line.startsWith("-P ")).toList());
        try {
            Assembly assembly = Assembler.assemble(catalogue, Profile.parse("test.toml", profile, overrides));
            return "assembled: " + assembly.choices().size();
        } catch (StrapworkException e) {
            return ProblemReport.assembling("test.toml", e.problems()).replace(folder + "/host/", "").replace(folder + "/", "").strip();
        }
    }

    @TestFactory
    Stream<DynamicTest> problems() {
        return Golden.read(getClass(), "problems.txt").stream()
                .map(each -> DynamicTest.dynamicTest(each.title(),
                        () -> assertEquals(each.expected(), report(catalogue, each.text(), folder))));
    }

    @TestFactory
    Stream<DynamicTest> everyCodeHasItsPage() throws IOException {
        var codes = java.util.regex.Pattern.compile("SW-(?!W190)[PDW]1\\d\\d");
        var used = new java.util.TreeSet<String>();
        try (var sources = java.nio.file.Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                codes.matcher(java.nio.file.Files.readString(source)).results().forEach(match -> used.add(match.group()));
            }
        }
        return used.stream().map(code -> DynamicTest.dynamicTest(code, () -> {
            Path page = Path.of("../../docs/problems/" + code + ".md");
            assertTrue(java.nio.file.Files.readString(page).startsWith("# " + code + ": "), page.toString());
        }));
    }
}
