package io.strapwork.runtime.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.plugins.DemoPlugins;
import io.strapwork.runtime.plugins.PluginJar;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTests {
    private static final String PLUGIN = "@VerifierPlugin(id = \"NAME\") public final class NAME implements ImageVerifier { "
            + "public List<Verdict> verify(List<io.strapwork.api.fetch.FetchedPart> parts) { return List.of(); } }";

    @TempDir
    Path folder;

    private static URLClassLoader loader(Path... elements) throws IOException {
        var urls = new URL[elements.length];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = elements[i].toUri().toURL();
        }
        return new URLClassLoader(urls, DiscoveryTests.class.getClassLoader());
    }

    private static List<String> ids(Catalogue catalogue) {
        return catalogue.all().stream().map(plugin -> plugin.room().section() + " " + plugin.id()).toList();
    }

    /** Problems with the temporary folder's path taken out. */
    private String problems(List<Path> folders, Discovery.Mode mode) {
        var thrown = assertThrows(StrapworkException.class, () -> Discovery.discover(getClass().getClassLoader(), folders, mode));
        return thrown.problems().stream().map(
                problem -> problem.code() + " " + problem.where() + "\n  " + problem.what() + "\n  " + problem.hint().replace("\n", "\n  "))
                .collect(Collectors.joining("\n")).replace(folder + "/", "");
    }

    private String problems() {
        return problems(List.of(folder), Discovery.Mode.AUTO);
    }

    @Test
    void indexAndScanSayTheSameOfAllKinds() throws IOException {
        Path jar = DemoPlugins.all().jar(folder, "demo-1.0.jar");
        try (var loader = loader(jar);
                Catalogue byIndex = Discovery.discover(loader, List.of(), Discovery.Mode.INDEX);
                Catalogue byScan = Discovery.discover(loader, List.of(), Discovery.Mode.SCAN)) {
            assertEquals(20, byIndex.all().size());
            assertEquals(byIndex.all(), byScan.all());
        }
    }

    @Test
    void jarOfAFolderWithoutIndexIsScanned() throws IOException {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        new PluginJar().with(PLUGIN.replace("NAME", "plain")).withoutProcessor().jar(plugins, "plain.jar");
        try (var host = loader();
                var auto = Discovery.discover(host, List.of(plugins));
                var index = Discovery.discover(host, List.of(plugins), Discovery.Mode.INDEX)) {
            assertEquals(List.of("trust plain"), ids(auto));
            assertEquals(List.of(), ids(index));
        }
    }

    /** What has a meaning in a URL has none in a name. */
    @Test
    void jarsOfAnyNameAreLoadedFrom() throws Exception {
        Path plugins = Files.createDirectory(folder.resolve("a b#c"));
        new PluginJar().with(PLUGIN.replace("NAME", "odd")).jar(plugins, "odd #1%41?.jar");
        try (var catalogue = Discovery.discover(getClass().getClassLoader(), List.of(plugins))) {
            PluginDescriptor odd = catalogue.find(Kind.VERIFIER, "odd").orElseThrow();
            assertEquals("odd", odd.source().loader().loadClass(odd.className()).getSimpleName());
        }
    }

    @Test
    void classPathFoldersAreScannedAndJarsOnlyWhenTheyAsk() throws IOException {
        Path open = new PluginJar().with(PLUGIN.replace("NAME", "open")).withoutProcessor().folder(folder, "open");
        Path silent = new PluginJar().with(PLUGIN.replace("NAME", "silent")).withoutProcessor().jar(folder, "silent.jar");
        Path asking = new PluginJar().with(PLUGIN.replace("NAME", "asking")).with(Discovery.MARKER, new byte[0]).withoutProcessor()
                .jar(folder, "asking.jar");
        try (var loader = loader(open, silent, asking); Catalogue catalogue = Discovery.discover(loader, List.of())) {
            assertEquals(List.of("trust asking", "trust open"), ids(catalogue));
        }
    }

    @Test
    void jarsAndFoldersSayWhatTheirLoaderSays() throws IOException {
        Path indexed = DemoPlugins.all().jar(folder, "demo-1.0.jar");
        Path unpacked = new PluginJar().with(PLUGIN.replace("NAME", "unpacked")).folder(folder, "unpacked");
        Path asking = new PluginJar().with(PLUGIN.replace("NAME", "asking")).with(Discovery.MARKER, new byte[0]).withoutProcessor()
                .jar(folder, "asking.jar");
        Path silent = new PluginJar().with(PLUGIN.replace("NAME", "silent")).withoutProcessor().jar(folder, "silent.jar");
        List<Path> places = List.of(indexed, unpacked, asking, silent, folder.resolve("nowhere.jar"));
        try (var loader = loader(places.toArray(Path[]::new));
                Catalogue byLoader = Discovery.discover(loader, List.of());
                Catalogue byPlaces = Discovery.discover(loader, places, List.of())) {
            assertEquals(22, byPlaces.all().size());
            assertEquals(byLoader.all(), byPlaces.all());
        }
        Path broken = Files.write(folder.resolve("broken.jar"), new byte[]{1, 2, 3});
        var refused = assertThrows(StrapworkException.class,
                () -> Discovery.discover(getClass().getClassLoader(), List.of(broken), List.of()));
        assertEquals("SW-D105", refused.problems().getFirst().code());
    }

    @Test
    void noPluginCodeRuns() throws IOException {
        Path jar = new PluginJar()
                .with(PLUGIN.replace("NAME", "bomb").replace("{ public", "{ static { if (true) throw new Error(\"loaded\"); } public"))
                .withoutProcessor()
                .jar(Files.createDirectory(folder.resolve("plugins")), "bomb.jar");
        try (Catalogue catalogue = Discovery.discover(getClass().getClassLoader(), List.of(jar.getParent()))) {
            PluginDescriptor bomb = catalogue.find(Kind.VERIFIER, "bomb").orElseThrow();
            assertThrows(Error.class, () -> Class.forName(bomb.className(), true, bomb.source().loader()));
        }
    }

    @Test
    void eachJarHasItsOwnClassesAndSharesOnlyTheApi() throws Exception {
        new PluginJar().with(PLUGIN.replace("NAME", "one")).with("public class Common {}").jar(folder, "one.jar");
        new PluginJar().with(PLUGIN.replace("NAME", "two")).with("public class Common {}").jar(folder, "two.jar");
        try (Catalogue catalogue = Discovery.discover(getClass().getClassLoader(), List.of(folder))) {
            ClassLoader one = catalogue.find(Kind.VERIFIER, "one").orElseThrow().source().loader();
            ClassLoader two = catalogue.find(Kind.VERIFIER, "two").orElseThrow().source().loader();
            assertNotSame(one.loadClass("demo.Common"), two.loadClass("demo.Common"));
            assertSame(Problem.class, one.loadClass(Problem.class.getName()));
            assertThrows(ClassNotFoundException.class, () -> one.loadClass("demo.two"));
            assertThrows(ClassNotFoundException.class, () -> one.loadClass("io.strapwork.runtime.catalogue.Catalogue"));
            assertThrows(ClassNotFoundException.class, () -> one.loadClass("com.google.inject.Guice"));
        }
    }

    @Test
    void closedCatalogueClosesItsJars() throws IOException {
        new PluginJar().with(PLUGIN.replace("NAME", "one")).jar(folder, "one.jar");
        Catalogue catalogue = Discovery.discover(getClass().getClassLoader(), List.of(folder));
        ClassLoader loader = catalogue.find(Kind.VERIFIER, "one").orElseThrow().source().loader();
        catalogue.close();
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass("demo.one"));
        catalogue.close();
    }

    @Test
    void aFolderWithoutJarsIsTold() {
        var thrown = assertThrows(StrapworkException.class, () -> Discovery.discover(getClass().getClassLoader(), List.of(folder)));
        assertEquals("the plugin folder contains no jar", thrown.problems().getFirst().what());
    }

    @Test
    void sameIdInTwoJars() {
        new PluginJar().with(PLUGIN.replace("NAME", "twin")).jar(folder, "a.jar");
        new PluginJar().with(PLUGIN.replace("NAME", "twin")).withoutProcessor().jar(folder, "b.jar");
        assertEquals("""
                SW-D104 b.jar
                  two plugins of the trust room are called "twin"
                  demo.twin in a.jar
                  demo.twin in b.jar
                  remove one of them""", problems());
    }

    @Test
    void brokenJarsAllAtOnce() throws IOException {
        Files.writeString(folder.resolve("a-no-zip.jar"), "this is not a zip file");
        new PluginJar().with(IndexFile.PATH, "garbage\n".getBytes(StandardCharsets.UTF_8)).jar(folder, "b-bad-index.jar");
        new PluginJar().with(IndexFile.PATH, new byte[IndexFile.MAX_BYTES + 1]).jar(folder, "c-huge-index.jar");
        new PluginJar().with(IndexFile.PATH, "strapwork-plugins 1\n".getBytes(StandardCharsets.UTF_8)).jar(folder, "d-old-index.jar");
        new PluginJar().with(IndexFile.PATH, "strapwork-plugins 2\napi 2.0\nend 0\n".getBytes(StandardCharsets.UTF_8)).jar(folder,
                "e-new-api.jar");
        new PluginJar().manifest(BundleCheck.API_ENTRY, "0.9").jar(folder, "f-old-api.jar");
        new PluginJar().with("demo/Broken.class", new byte[]{1, 2, 3}).jar(folder, "g-bad-class.jar");
        new PluginJar().with("io/strapwork/api/plugin/Problem.class", new byte[0]).with("io/netty/buffer/ByteBuf.class", new byte[0])
                .jar(folder, "h-carries.jar");
        new PluginJar().with(IndexFile.PATH, new byte[]{(byte) 0xff}).jar(folder, "i-no-text.jar");
        assertEquals("""
                SW-D105 a-no-zip.jar
                  the jar can't be read: zip END header not found
                  rebuild or download it again, or remove it from the folder
                SW-D101 b-bad-index.jar
                  the plugin index can't be read: it doesn't begin with "strapwork-plugins" (line 1)
                  rebuild the jar with strapwork-processor; META-INF/strapwork/plugins.idx is not meant to be edited
                SW-D103 c-huge-index.jar
                  the plugin index is larger than 1 MiB
                  no real index is: rebuild the jar with strapwork-processor, or remove it
                SW-D102 d-old-index.jar
                  the plugin index has format 1, but this Strapwork reads format 2
                  rebuild the jar with the strapwork-processor of this Strapwork, or update Strapwork
                SW-D108 e-new-api.jar
                  its plugins were built for API 2.0, but this Strapwork has API 1.0
                  update Strapwork, or use an older release of the jar
                SW-D108 f-old-api.jar
                  its plugins were built for API 0.9, but this Strapwork has API 1.0
                  use a newer release of the jar, or rebuild it
                SW-D107 g-bad-class.jar
                  demo/Broken.class can't be read: it is not a class file
                  rebuild or download it again
                SW-D109 h-carries.jar
                  the jar contains packages that only Strapwork may provide: io.netty.buffer, io.strapwork.api.plugin
                  give strapwork-api, Netty and SLF4J the scope "provided", so that they stay out of the jar
                SW-D101 i-no-text.jar
                  the plugin index can't be read: it is not UTF-8
                  rebuild the jar with strapwork-processor; META-INF/strapwork/plugins.idx is not meant to be edited""", problems());
    }

    @Test
    void pluginThatTheProcessorWouldRefuse() {
        new PluginJar().with(PLUGIN.replace("\"NAME\"", "\"Bad Id\"").replace("NAME", "bad")).withoutProcessor().jar(folder, "bad.jar");
        assertEquals("""
                SW-D110 bad.jar
                  demo.bad is not a valid plugin: its id must be lower-case letters, digits and hyphens
                  compile it with strapwork-processor for details""", problems());
    }

    @Test
    void noSuchFolder() {
        assertEquals("""
                SW-D106 none
                  the plugin folder does not exist
                  set --plugins to a folder of jars""", problems(List.of(folder.resolve("none")), Discovery.Mode.AUTO));
    }

    @Test
    void shortNames() {
        ClassLoader loader = getClass().getClassLoader();
        assertEquals("handoff-linux", new PluginSource("/opt/lib/strapwork-handoff-linux-0.1.0-SNAPSHOT.jar", loader).shortName());
        assertEquals("handoff-linux", new PluginSource("/src/plugins/handoff-linux/target/classes", loader).shortName());
        assertEquals("my-plugin", new PluginSource("my-plugin.jar", loader).shortName());
        assertFalse(new PluginSource("/a/b.jar", loader).name().contains("/"));
        assertTrue(new PluginSource("/a/b/", loader).name().equals("b"));
    }
}
