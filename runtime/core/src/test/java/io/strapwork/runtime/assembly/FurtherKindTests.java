package io.strapwork.runtime.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.plugins.DemoPlugins;
import io.strapwork.runtime.plugins.PluginJar;
import io.strapwork.runtime.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stranger's second kind in a room, from its annotation to an object with its options. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FurtherKindTests {
    private static final String LEAST = """
            [machine]
            architecture = "s390x"
            [trust]
            use = "none"
            [fetch]
            kernel = "tftp://10.0.2.2/vmlinuz"
            """;
    private static final Kind TAPE = new Kind(Room.LINK, "tape", "demo.TapeDriver", "tape driver");

    @TempDir
    Path folder;

    private static PluginJar tapes() {
        return DemoPlugins.all().with("""
                public interface TapeDriver { int speed(); }
                """).with("""
                @PluginKind(room = Room.LINK, section = "tape", type = TapeDriver.class, noun = "tape driver")
                @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
                public @interface TapePlugin { String id(); String[] densities() default "6250"; }
                """).with("""
                @TapePlugin(id = "reel")
                public final class Reel implements TapeDriver {
                    public final ReelOptions options;
                    public final BootClock clock;
                    @Inject Reel(ReelOptions options, BootClock clock) { this.options = options; this.clock = clock; }
                    public int speed() { return options.speed(); }
                    @Options public record ReelOptions(@Default("75") @Summary("inches a second") int speed) {}
                }
                """);
    }

    private Catalogue catalogue(Discovery.Mode mode) throws IOException {
        Path plugins = Files.createDirectories(folder.resolve(mode.name()));
        if (Files.notExists(plugins.resolve("demo.jar"))) {
            tapes().jar(plugins, "demo.jar");
        }
        return Discovery.discover(getClass().getClassLoader(), List.of(plugins), mode);
    }

    private static Assembly assemble(Catalogue catalogue, String profile, String... overrides) {
        return Assembler.assemble(catalogue, Profile.parse("test.toml", profile, List.of(overrides)));
    }

    @ParameterizedTest
    @EnumSource(Discovery.Mode.class)
    void fromAnnotationToInjection(Discovery.Mode mode) throws Exception {
        try (Catalogue catalogue = catalogue(mode)) {
            assertEquals(List.of("machine", "link", "link.tape", "stack"), catalogue.kinds().stream().map(Kind::section).limit(4).toList());
            assertEquals(List.of("6250"), catalogue.find(TAPE, "reel").orElseThrow().fact("densities"));
            assertEquals("tape driver", catalogue.further(Room.LINK, "tape").orElseThrow().noun());

            Assembly assembly = assemble(catalogue, LEAST + "[link]\nrevision = 1\n[link.tape]\nspeed = 200\n");
            Choice tape = assembly.choice(TAPE).orElseThrow();
            assertEquals("the only one", tape.reason());
            assertEquals(List.of(new Setting("speed", "200", "line 10")), tape.settings());
            assertEquals("virtio-ccw", assembly.choice(Kind.DRIVER).orElseThrow().plugin());
            assertEquals("virtio-ccw", assembly.pluginIds(Room.LINK));
            assertEquals(List.of("machine", "link", "link.tape", "stack"),
                    assembly.choices().stream().map(choice -> choice.kind().section()).limit(4).toList());
            try (AssembledBoot boot = assembly.open(new BootContext(BootClock.system(), new Random(1)))) {
                Object reel = boot.plugin(TAPE, Object.class).orElseThrow();
                assertEquals(200, reel.getClass().getMethod("speed").invoke(reel));
                assertSame(BootClock.system(), reel.getClass().getField("clock").get(reel));
                assertSame(reel, boot.plugin(TAPE, Object.class).orElseThrow());
            }
        }
    }

    @Test
    void whatNoSectionAsksForIsNotThere() throws IOException {
        try (Catalogue catalogue = catalogue(Discovery.Mode.AUTO)) {
            Assembly assembly = assemble(catalogue, LEAST);
            assertTrue(assembly.choice(TAPE).isEmpty());
            try (AssembledBoot boot = assembly.open(new BootContext(BootClock.system(), new Random(1)))) {
                assertEquals(Optional.empty(), boot.plugin(TAPE, Object.class));
            }
            assertEquals(List.of(""),
                    Assembler.sections(catalogue, Profile.parse("t.toml", LEAST + "[link.tape]\n", List.of()), Swaps.NONE).get(TAPE));
        }
    }

    @Test
    void itsMistakesAreToldAsAnyPluginsAre() throws IOException {
        try (Catalogue catalogue = catalogue(Discovery.Mode.AUTO)) {
            var thrown = assertThrows(StrapworkException.class,
                    () -> assemble(catalogue, LEAST + "[link.tape]\nuse = \"rel\"\n", "link.revison=1"));
            assertEquals("""
                    test.toml can't be assembled: 2 problems

                    SW-W104  no tape driver is called "rel"        line 8
                             known: reel                           did you mean "reel"?
                    SW-P105  [link] has no key "revison" for plugin "virtio-ccw"  -P link.revison
                             known: device, revision, tape         did you mean "revision"?
                    """.lines().map(String::strip).filter(line -> !line.isEmpty()).toList().toString().replaceAll(" +", " "),
                    ProblemReport.assembling("test.toml", thrown.problems()).lines().map(String::strip).filter(line -> !line.isEmpty())
                            .toList()
                            .toString().replaceAll(" +", " "));
            thrown = assertThrows(StrapworkException.class, () -> assemble(catalogue, LEAST + "[link.tape]\nspeed = \"fast\"\n"));
            assertEquals(List.of("SW-P106"), thrown.problems().stream().map(problem -> problem.code()).toList());
        }
    }

    @Test
    void aKindThatClaimsAnothersSection() {
        new PluginJar().with("public interface Magic {}").with("""
                @PluginKind(room = Room.LINK, type = Magic.class)
                public @interface MagicPlugin { String id(); }
                """).with("@MagicPlugin(id = \"wand\") public final class Wand implements Magic {}").jar(folder, "magic.jar");
        var thrown = assertThrows(StrapworkException.class, () -> Discovery.discover(getClass().getClassLoader(), List.of(folder)));
        assertEquals("SW-D115", thrown.problems().getFirst().code());
        assertEquals("demo.MagicPlugin says that plugins of the link room are demo.Magic, but they are io.strapwork.api.link.LinkDriver",
                thrown.problems().getFirst().what());
    }
}
