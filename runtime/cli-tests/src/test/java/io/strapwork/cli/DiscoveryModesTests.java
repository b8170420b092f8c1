package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import io.strapwork.cli.lab.PluginJar;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own plugins by the processor's indexes and by ClassGraph; a stranger's without an index. */
class DiscoveryModesTests {
    private static final String DEMO_PROTOCOL = """
            @ProtocolPlugin(id = "demo", schemes = "demo", over = {})
            public final class DemoProtocol implements BootProtocol {
                private final Size options;
                @Inject DemoProtocol(Size options) { this.options = options; }
                public void fetch(BootUri from, ImageSink into) throws FetchException {
                    try {
                        byte[] image = new byte[options.bytes()];
                        byte[] marks = {'S', '3', '9', '0', 'E', 'P'};
                        System.arraycopy(marks, 0, image, 0x10008, marks.length);
                        image[0x10436] = 0x10;
                        into.write(Unpooled.wrappedBuffer(image));
                    } catch (ImageTooLargeException e) {
                        throw new FetchException(new Problem("SW-F901", Blame.USER, from.toString(), "too large", ""));
                    }
                }
                @Options public record Size(@Default("70000") int bytes) {}
            }
            """;

    @TempDir
    private Path folder;

    private static List<PluginDescriptor> plugins(Discovery.Mode mode) throws IOException {
        try (Catalogue catalogue = Discovery.discover(DiscoveryModesTests.class.getClassLoader(), List.of(), mode)) {
            return catalogue.all();
        }
    }

    @Test
    void indexAndScanGiveTheSameCatalogue() throws IOException {
        List<PluginDescriptor> indexed = plugins(Discovery.Mode.INDEX);
        assertTrue(indexed.size() >= 17, indexed::toString);
        assertEquals(indexed, plugins(Discovery.Mode.SCAN));
        assertEquals(indexed, plugins(Discovery.Mode.AUTO));
    }

    @Test
    void aJarWithoutIndexIsFoundAndBooted() throws IOException {
        Path plugins = PluginJar.folder(folder, "DemoProtocol", DEMO_PROTOCOL);
        Path profile = new Lab(folder).serve("unused", Images.text("x")).s390x("lab", "demo://anything/kernel");
        CommandLineRun run = strapwork(folder, "boot", profile, "--plugins", plugins, "-P", "fetch.demo.bytes=80000");
        assertEquals(0, run.status(), run::toString);
        assertTrue(run.out().contains("80,000 bytes"), run::toString);
        assertTrue(run.out().lines().anyMatch(line -> line.matches("  fetch +demo +[0-9.]+ s")), run::toString);
    }

    @Test
    void aJarWithoutIndexIsListedWithItsOptions() throws IOException {
        Path plugins = PluginJar.folder(folder, "DemoProtocol", DEMO_PROTOCOL);
        CommandLineRun run = strapwork(folder, "plugins", "--plugins", plugins);
        assertEquals(0, run.status(), run::toString);
        assertTrue(run.out().lines().anyMatch(line -> line.matches("  demo +DemoProtocol .*schemes demo.*")), run::toString);
        assertTrue(run.out().lines().anyMatch(line -> line.matches("      bytes +int +default 70000 *")), run::toString);
    }

    @Test
    void explainStartsNothing() throws IOException {
        Path profile = new Lab(folder).s390x("lab", "http://10.0.2.2/vmlinuz");
        CommandLineRun run = strapwork(folder, "explain", profile, "-P", "machine.loss=1");
        assertEquals(0, run.status(), run::toString);
        assertEquals("", run.errors());
        for (String room : List.of("machine", "link", "stack", "address", "transport", "fetch", "trust", "load", "handoff")) {
            assertTrue(run.out().lines().anyMatch(line -> line.startsWith(room)), () -> room + "\n" + run);
        }
        assertTrue(run.out().lines().anyMatch(line -> line.matches(" +loss +1.* -P machine\\.loss")), run::toString);
        assertFalse(run.out().contains("not entered"), run::toString);
    }

    /** Link and address are named by the profile, the stack is not. */
    @Test
    void explainSaysWhatIsNotEntered() {
        Path profile = new Lab(folder).s390x("lab", "http://10.0.2.2/vmlinuz");
        CommandLineRun run = strapwork(folder, "explain", profile, "-P", "transport.tcp.use=host-tcp");
        String reason = "not entered: no transport runs over the machine's network\n";
        for (String text : List.of(
                "link           virtio-ccw       set in the profile (line 11) (driver-virtio)\n               " + reason,
                "address        dhcp             set in the profile (line 14) (address-dhcp)\n               " + reason,
                "\nstack          " + reason)) {
            assertTrue(run.out().contains(text), () -> text + run);
        }
    }
}
