package io.strapwork.runtime.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.plugins.HostileJar;
import io.strapwork.runtime.plugins.PluginJar;
import java.io.File;
import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Jars of a plugin folder: what they share, what they don't, and what is refused. */
class BundleTests {
    private static final String PLUGIN = "@VerifierPlugin(id = \"NAME\") public final class NAME implements ImageVerifier { "
            + "public List<Verdict> verify(List<io.strapwork.api.fetch.FetchedPart> parts) { BODY } }";
    private static final String INDEX = "strapwork-plugins 2\napi 1.0\nplugin trust one demo.One\nkind io.strapwork.api.trust.VerifierPlugin io.strapwork.api.trust.ImageVerifier verifier\nend 1\n";

    @TempDir
    Path folder;

    private static String plugin(String name) {
        return plugin(name, "return List.of();");
    }

    private static String plugin(String name, String body) {
        return PLUGIN.replace("NAME", name).replace("BODY", body);
    }

    private Catalogue discover() {
        return Discovery.discover(getClass().getClassLoader(), List.of(folder));
    }

    private String problems(Discovery.Mode mode) {
        var thrown = assertThrows(StrapworkException.class,
                () -> Discovery.discover(getClass().getClassLoader(), List.of(folder), mode));
        return thrown.problems().stream().map(problem -> problem.code() + " " + problem.where() + "\n  " + problem.what() + "\n  "
                + problem.hint().replace("\n", "\n  ")).collect(Collectors.joining("\n")).replace(folder + "/", "");
    }

    private String problems() {
        return problems(Discovery.Mode.AUTO);
    }

    private static ImageVerifier made(Catalogue catalogue, String id) throws ReflectiveOperationException {
        PluginDescriptor plugin = catalogue.find(Kind.VERIFIER, id).orElseThrow();
        return (ImageVerifier) Class.forName(plugin.className(), true, plugin.source().loader()).getDeclaredConstructor().newInstance();
    }

    private static String said(ImageVerifier verifier) {
        return assertThrows(IllegalStateException.class, () -> verifier.verify(List.<FetchedPart>of())).getMessage();
    }

    /** One library in three versions: two plugins bring their own, the host has the third. */
    @Test
    void versionsOfALibrarySideBySide() throws Exception {
        String body = "throw new IllegalStateException(org.tomlj.Toml.version());";
        Path one = HostileJar.library(folder.resolve("lib1"), "org.tomlj", "Toml", "public static String version() { return \"one\"; }");
        Path two = HostileJar.library(folder.resolve("lib2"), "org.tomlj", "Toml", "public static String version() { return \"two\"; }");
        new PluginJar().with(plugin("first", body)).library(one).jar(folder, "first.jar");
        new PluginJar().with(plugin("second", body)).library(two).jar(folder, "second.jar");
        try (Catalogue catalogue = discover()) {
            ImageVerifier first = made(catalogue, "first");
            ImageVerifier second = made(catalogue, "second");
            assertEquals("one", said(first));
            assertEquals("two", said(second));
            Class<?> ours = Class.forName("org.tomlj.Toml");
            assertNotSame(ours, first.getClass().getClassLoader().loadClass("org.tomlj.Toml"));
            assertThrows(NoSuchMethodException.class, () -> ours.getMethod("version"));
        }
    }

    /** What a plugin forgot to bring doesn't come from the host by accident. */
    @Test
    void theHostsLibrariesAreNotLent() throws Exception {
        new PluginJar().with(plugin("borrower", "org.tomlj.Toml.parse(\"\"); return List.of();")).jar(folder, "borrower.jar");
        try (Catalogue catalogue = discover()) {
            ImageVerifier borrower = made(catalogue, "borrower");
            assertThrows(NoClassDefFoundError.class, () -> borrower.verify(List.of()));
        }
    }

    @Test
    void sharedPackagesAreTheHosts() throws Exception {
        new PluginJar().with(plugin("one")).jar(folder, "one.jar");
        try (Catalogue catalogue = discover()) {
            ClassLoader loader = catalogue.find(Kind.VERIFIER, "one").orElseThrow().source().loader();
            for (Class<?> shared : List.of(ImageVerifier.class, io.netty.buffer.ByteBuf.class, org.slf4j.Logger.class,
                    jakarta.inject.Inject.class)) {
                assertSame(shared, loader.loadClass(shared.getName()));
            }
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("org.tomlj.Toml"));
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("io.strapwork.api.plugin.NoSuchClass"));
            assertEquals(null, loader.getResource("io/strapwork/runtime/catalogue/Discovery.class"));
        }
    }

    /** Exactly the packages of the libraries that API signatures mention: a new one in a later version of theirs must be added by hand. */
    @Test
    void theSharedPackagesAreThoseOfTheirJars() throws IOException {
        var there = new TreeSet<String>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = Path.of(element).getFileName().toString();
            if (name.matches("(netty-(buffer|common|resolver|transport)-4.*|slf4j-api-.*|jakarta\\.inject-api-.*|jspecify-.*)\\.jar")) {
                there.addAll(HostileJar.packages(Path.of(element)));
            }
        }
        assertTrue(there.contains("io.netty.buffer") && there.contains("org.slf4j"), there::toString);
        Set<String> ours = BundleLoader.SHARED.stream().filter(name -> !name.startsWith("io.strapwork."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(there, ours);
        Path api = Path.of("../../api/src/main/java/io/strapwork/api");
        try (var rooms = Files.list(api)) {
            assertEquals(rooms.map(room -> "io.strapwork.api." + room.getFileName()).collect(Collectors.toSet()),
                    BundleLoader.SHARED.stream().filter(name -> name.startsWith("io.strapwork.")).collect(Collectors.toSet()));
        }
    }

    @Test
    void hostileJarsAllAtOnce() throws IOException {
        Files.createDirectory(folder.resolve("a-folder.jar"));
        HostileJar.entry("../demo/Escaped.class", new byte[]{1}).write(folder.resolve("b-leaves.jar"));
        HostileJar.entry("demo\\Escaped.class", new byte[]{1}).write(folder.resolve("c-backslash.jar"));
        HostileJar.entry("io/strapwork/api/extra/Extra.class", new byte[]{1})
                .and("META-INF/versions/21/org/slf4j/Logger.class", new byte[]{1})
                .and("io/strapwork/runtime/walk/Mine.class", new byte[]{1}).and("io/netty/util/Mine.class", new byte[]{1})
                .and("io/netty/handler/codec/Fine.class", new byte[]{1}).write(folder.resolve("d-carries.jar"));
        HostileJar.entry("demo/Large.class", new byte[ClassScan.MAX_CLASS_BYTES + 1]).write(folder.resolve("e-large.jar"));
        HostileJar.entry("demo/Bomb.class", new byte[2 * ClassScan.MAX_CLASS_BYTES]).claiming(100).write(folder.resolve("f-bomb.jar"));
        HostileJar.entry(IndexFile.PATH, new byte[2 * ClassScan.MAX_CLASS_BYTES]).claiming(100).write(folder.resolve("g-index-bomb.jar"));
        HostileJar.entry(IndexFile.PATH, INDEX.getBytes(StandardCharsets.UTF_8)).write(folder.resolve("h-missing.jar"));
        HostileJar.entry(IndexFile.PATH, INDEX.getBytes(StandardCharsets.UTF_8)).and("demo/One.class", HostileJar.classOfJava(44 + 99))
                .write(folder.resolve("i-newer.jar"));
        HostileJar.entry(IndexFile.PATH, INDEX.getBytes(StandardCharsets.UTF_8)).and("demo/One.class", new byte[]{'P', 'K'})
                .write(folder.resolve("j-no-class.jar"));
        new PluginJar().manifest("Class-Path", "../elsewhere/library.jar").jar(folder, "k-class-path.jar");
        HostileJar.entry("demo/One.class", new byte[]{1}).cut(20).write(folder.resolve("l-cut.jar"));
        assertEquals(
                """
                        SW-D105 a-folder.jar
                          the jar can't be read: it is not a file
                          rebuild or download it again, or remove it from the folder
                        SW-D105 b-leaves.jar
                          the jar has an entry that points outside it: ../demo/Escaped.class
                          remove it; it may be malicious
                        SW-D105 c-backslash.jar
                          the jar has an entry that points outside it: demo\\Escaped.class
                          remove it; it may be malicious
                        SW-D109 d-carries.jar
                          the jar contains packages that only Strapwork may provide: META-INF.versions.21.org.slf4j, io.netty.util, \
                        io.strapwork.api.extra and 1 more
                          give strapwork-api, Netty and SLF4J the scope "provided", so that they stay out of the jar
                        SW-D113 e-large.jar
                          demo/Large.class is larger than 4 MiB
                          no real class is: remove the jar
                        SW-D113 f-bomb.jar
                          demo/Bomb.class inflates to more than the 100 bytes that the jar states
                          remove it; it may be malicious
                        SW-D103 g-index-bomb.jar
                          the plugin index is larger than 1 MiB
                          no real index is: rebuild the jar with strapwork-processor, or remove it
                        SW-D111 h-missing.jar
                          the index says that plugin "one" needs demo.One, which is not in the jar
                          rebuild the jar from clean, and exclude that class from minimising and renaming
                        SW-D114 i-newer.jar
                          demo/One.class was compiled for Java 99, but Strapwork runs on Java JAVA
                          run Strapwork on a newer Java, or build the jar with --release JAVA
                        SW-D107 j-no-class.jar
                          demo/One.class can't be read: it is not a class file
                          rebuild or download it again
                        SW-D112 k-class-path.jar
                          the manifest has a Class-Path, "../elsewhere/library.jar", but a plugin jar must contain everything it needs
                          bundle the libraries in the jar, for example with maven-shade-plugin, and remove Class-Path
                        SW-D105 l-cut.jar
                          the jar can't be read: zip END header not found
                          rebuild or download it again, or remove it from the folder""".replace("JAVA",
                        Integer.toString(Runtime.version().feature())),
                problems());
    }

    @Test
    void newerJavaIsToldOfAScannedJarToo() throws IOException {
        Path classes = new PluginJar().with(plugin("newer")).withoutProcessor().folder(folder, "classes");
        byte[] newer = Files.readAllBytes(classes.resolve("demo/newer.class"));
        newer[7] = (byte) (44 + 99);
        HostileJar.entry("demo/newer.class", newer).write(folder.resolve("newer.jar"));
        String java = Integer.toString(Runtime.version().feature());
        assertEquals("SW-D114 newer.jar\n  demo/newer.class was compiled for Java 99, but Strapwork runs on Java " + java
                + "\n  run Strapwork on a newer Java, or build the jar with --release " + java, problems());
    }

    /** What the JVM would read whole before anybody asks for it. */
    @Test
    void manifestsAndSignaturesHaveALimit() throws IOException {
        HostileJar.entry("META-INF/MANIFEST.MF", new byte[(4 << 20) + 1]).write(folder.resolve("a.jar"));
        HostileJar.entry("META-INF/x.sf", new byte[(4 << 20) + 1]).write(folder.resolve("b.jar"));
        assertEquals("""
                SW-D105 a.jar
                  the jar's META-INF/MANIFEST.MF is larger than 4 MiB
                  remove it; it may be malicious
                SW-D105 b.jar
                  the jar's META-INF/x.sf is larger than 4 MiB
                  remove it; it may be malicious""", problems());
    }

    /** Each of twenty records includes the next one twice: a million options, and more with each line. */
    @Test
    void recordsThatIncludeOthersHaveABudget() {
        var records = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            records.append("@Options public record R").append(i).append("(R").append(i + 1).append(" one, R").append(i + 1)
                    .append(" two) {}\n");
        }
        records.append("@Options public record R20() {}\n");
        new PluginJar().with("""
                @VerifierPlugin(id = "laughs")
                public final class laughs implements ImageVerifier {
                    @Inject laughs(R0 options) {}
                    public List<Verdict> verify(List<io.strapwork.api.fetch.FetchedPart> parts) { return List.of(); }
                RECORDS
                }
                """.replace("RECORDS", records)).withoutProcessor().jar(folder, "laughs.jar");
        assertEquals("""
                SW-D110 laughs.jar
                  demo.laughs is not a valid plugin: it includes more than 1000 records of options
                  compile it with strapwork-processor for details""", problems());
    }

    /** Annotations within annotations, deeper than any stack. */
    @Test
    void annotationsHaveADepth() throws IOException {
        Annotation deep = Annotation.of(ClassDesc.of("demo.Deep"));
        for (int i = 0; i < 15_000; i++) {
            deep = Annotation.of(ClassDesc.of("demo.Deep"), AnnotationElement.ofAnnotation("of", deep));
        }
        byte[] bytes = deepClass(deep);
        HostileJar.entry("demo/Deep.class", bytes).write(folder.resolve("deep.jar"));
        assertEquals("SW-D107", problems().substring(0, 7));
    }

    /** Writing it takes a larger stack than reading must. */
    private static byte[] deepClass(Annotation annotation) {
        var made = new CompletableFuture<byte[]>();
        Thread.ofPlatform().stackSize(512L << 20).start(() -> made.complete(ClassFile.of().build(ClassDesc.of("demo.Deep"),
                builder -> builder.with(RuntimeVisibleAnnotationsAttribute.of(annotation)))));
        return made.join();
    }

    @Test
    void twoReleasesOfOneJar() {
        new PluginJar().with(plugin("twin")).jar(folder, "twin-1.0.jar");
        new PluginJar().with(plugin("twin")).jar(folder, "twin-1.1.jar");
        assertEquals("""
                SW-D104 twin-1.1.jar
                  two plugins of the trust room are called "twin"
                  demo.twin in twin-1.0.jar
                  demo.twin in twin-1.1.jar
                  remove one of them""", problems());
    }

    /** Whatever the bytes: plugins or problems, nothing else, and nothing kept open. */
    @Test
    void anyBytesGiveProblemsOrPlugins() throws IOException {
        byte[] indexed = Files.readAllBytes(new PluginJar().with(plugin("seed")).jar(folder, "indexed.jar"));
        byte[] plain = Files.readAllBytes(new PluginJar().with(plugin("seed")).withoutProcessor().jar(folder, "plain.jar"));
        Path fuzzed = Files.createDirectory(folder.resolve("fuzzed"));
        var random = new Random(11);
        var codes = new HashSet<String>();
        int good = 0;
        // A host without folders, which would be scanned each time.
        var host = new URLClassLoader(new URL[0], getClass().getClassLoader());
        for (int i = 0; i < 160; i++) {
            byte[] bytes = HostileJar.mutate(i % 2 == 0 ? indexed : plain, random);
            Files.write(fuzzed.resolve("seed.jar"), bytes);
            try (Catalogue catalogue = Discovery.discover(host, List.of(fuzzed))) {
                good += catalogue.all().size();
            } catch (StrapworkException e) {
                e.problems().forEach(problem -> codes.add(problem.code()));
            }
        }
        assertTrue(good > 10, good + " good");
        assertTrue(codes.containsAll(List.of("SW-D101", "SW-D105")), codes::toString);
        assertFalse(codes.stream().anyMatch(code -> !code.startsWith("SW-D1")), codes::toString);
    }

    static Stream<byte[]> jars() throws IOException {
        Path made = Files.createTempDirectory(Path.of("target"), "jars");
        return Stream.of(Files.readAllBytes(new PluginJar().with(plugin("seed")).jar(made, "indexed.jar")),
                Files.readAllBytes(new PluginJar().with(plugin("seed")).withoutProcessor().jar(made, "plain.jar")));
    }

    @MethodSource("jars")
    @FuzzTest
    void anyJar(byte[] jar) throws IOException {
        Path fuzzed = Files.createDirectories(folder.resolve("fuzzed"));
        Files.write(fuzzed.resolve("seed.jar"), jar);
        try (Catalogue catalogue = Discovery.discover(getClass().getClassLoader(), List.of(fuzzed))) {
            assertFalse(catalogue.all().isEmpty());
        } catch (StrapworkException e) {
            assertTrue(e.problems().stream().allMatch(problem -> problem.code().startsWith("SW-D1")), e::getMessage);
        }
    }

    @Test
    void aRefusedFolderLeavesNothingOpen() throws IOException {
        new PluginJar().with(plugin("fine")).jar(folder, "fine.jar");
        HostileJar.entry("../x", new byte[0]).write(folder.resolve("z.jar"));
        assertEquals(1, problems().lines().filter(line -> line.startsWith("SW-")).count());
        var left = new ArrayList<Path>();
        try (var descriptors = Files.exists(Path.of("/proc/self/fd")) ? Files.list(Path.of("/proc/self/fd")) : List.<Path>of().stream()) {
            descriptors.forEach(descriptor -> {
                try {
                    Path target = Files.readSymbolicLink(descriptor);
                    if (target.startsWith(folder)) {
                        left.add(target);
                    }
                } catch (IOException e) {
                    // it was closed meanwhile
                }
            });
        }
        assertEquals(List.of(), left);
        try (JarFile still = new JarFile(folder.resolve("fine.jar").toFile())) {
            assertTrue(still.size() > 0);
        }
    }
}
