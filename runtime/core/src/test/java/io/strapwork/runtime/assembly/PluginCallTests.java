package io.strapwork.runtime.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.plugins.DemoPlugins;
import io.strapwork.runtime.plugins.HostileJar;
import io.strapwork.runtime.plugins.PluginJar;
import io.strapwork.runtime.profile.Profile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries in plugin jars that look up services, as many do, by the thread's context class loader. */
class PluginCallTests {
    private static final String VERIFIER = "@VerifierPlugin(id = \"NAME\") public final class NAME implements ImageVerifier { "
            + "private final String made = library.Codec.found(); "
            + "public List<Verdict> verify(List<io.strapwork.api.fetch.FetchedPart> parts) { throw new IllegalStateException(made + \" \" + library.Codec.found()); } }";
    private static final String CODEC = "public String name() { return \"NAME\"; } "
            + "public static String found() { return java.util.ServiceLoader.load(Codec.class).findFirst().map(Codec::name).orElse(\"none\"); }";

    @TempDir
    Path folder;

    private PluginJar plugin(String name) {
        Path library = HostileJar.library(folder.resolve(name), "library", "Codec", CODEC.replace("NAME", name));
        return new PluginJar().with(VERIFIER.replace("NAME", name)).library(library).with("META-INF/services/library.Codec",
                "library.Codec\n".getBytes(StandardCharsets.UTF_8));
    }

    private static String said(Catalogue catalogue, String id) {
        Assembly assembly = Assembler.assemble(catalogue,
                Profile.parse("test.toml", "[machine]\narchitecture = \"s390x\"\n[trust]\nuse = \"" + id + "\"\n", List.of()));
        try (AssembledBoot boot = assembly.open(new BootContext(BootClock.system(), new Random(1)))) {
            return assertThrows(IllegalStateException.class, () -> PluginCall.in(boot.verifier(), () -> boot.verifier().verify(List.of())))
                    .getMessage();
        }
    }

    @Test
    void eachJarFindsItsOwnServices() throws IOException {
        plugin("first").jar(folder, "first.jar");
        plugin("second").jar(folder, "second.jar");
        DemoPlugins.all().jar(folder, "demo.jar");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (Catalogue catalogue = Discovery.discover(getClass().getClassLoader(), List.of(folder))) {
            assertEquals("first first", said(catalogue, "first"));
            assertEquals("second second", said(catalogue, "second"));
        }
        assertSame(before, Thread.currentThread().getContextClassLoader());
    }

    @Test
    void theLoaderIsPutBackAfterAFault() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        assertThrows(IOException.class, () -> PluginCall.in(ClassLoader.getPlatformClassLoader(), () -> {
            assertSame(ClassLoader.getPlatformClassLoader(), Thread.currentThread().getContextClassLoader());
            throw new IOException("fault");
        }));
        assertSame(before, Thread.currentThread().getContextClassLoader());
    }
}
