package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import io.strapwork.api.machine.Architecture;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.runtime.pack.Bundle;
import io.strapwork.runtime.pack.BundleView;
import io.strapwork.runtime.pack.EntryKind;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code strapwork pack}: the demo's boot as files. */
class PackTests {
    @TempDir
    private Path folder;

    @Test
    void theDemo() throws Exception {
        Path into = folder.resolve("a/b");
        CommandLineRun run = strapwork(folder, "pack", "--into", into);
        assertEquals(0, run.status(), run::toString);
        assertTrue(run.out().contains("  pack ") && run.out().contains("placed     kernel.0"), run::toString);
        assertFalse(run.out().contains("entered"), run::toString);
        Bundle bundle = BundleView.parse(MemorySegment.ofArray(Files.readAllBytes(into.resolve("bundle"))), Architecture.S390X);
        assertEquals(EntryKind.S390X, bundle.kind());
        assertEquals(0x10000, bundle.values().get(1));
        byte[] first = Files.readAllBytes(into.resolve("bundle"));
        assertEquals(0, strapwork(folder, "pack", "--into", into, "--quiet").status());
        assertTrue(Arrays.equals(first, Files.readAllBytes(into.resolve("bundle"))), "the same boot is the same bundle");
    }

    /** The computer that the boot is for isn't the one that packs it. */
    @Test
    void byFactsOfAnotherComputer() throws Exception {
        Path facts = folder.resolve("facts");
        Files.createDirectories(facts.resolve("proc"));
        Files.writeString(facts.resolve("proc/iomem"), "00000000-0fffffff : System RAM\n");
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.write(files.resolve("kernel"), DemoKernel.bytes(0));
        HttpServer server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), files,
                SimpleFileServer.OutputLevel.NONE);
        server.start();
        try {
            Path profile = Files.writeString(folder.resolve("other.toml"), """
                    name = "other"

                    [machine]
                    use = "linux"
                    architecture = "s390x"
                    facts = "facts"

                    [transport.tcp]
                    use = "host-tcp"
                    loopback = ""

                    [fetch]
                    kernel = "http://127.0.0.1:%d/kernel"

                    [trust]
                    use = "none"
                    """.formatted(server.getAddress().getPort()));
            CommandLineRun run = strapwork(folder, "pack", profile, "--into", folder.resolve("packed"));
            assertEquals(0, run.status(), run::toString);
            Bundle bundle = BundleView.parse(MemorySegment.ofArray(Files.readAllBytes(folder.resolve("packed/bundle"))),
                    Architecture.S390X);
            assertEquals(0x10000, bundle.values().get(1));
            CommandLineRun boot = strapwork(folder, "boot", profile);
            assertTrue(boot.errors().contains("SW-M518"), boot::toString);
            CommandLineRun byFile = strapwork(folder, "boot", profile, "--dry-run", "-P", "machine.load=file", "-P",
                    "handoff.cmdline=of-the-file");
            assertEquals(0, byFile.status(), byFile::toString);
            assertTrue(byFile.out().contains("call: kexec_file_load") && byFile.out().contains("command-line: of-the-file"),
                    byFile::toString);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void withoutAFolder() {
        CommandLineRun run = strapwork(folder, "pack");
        assertEquals(2, run.status());
        assertTrue(run.errors().contains("name a folder with --into DIR"), run::toString);
    }

    @Test
    void intoAFile() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        CommandLineRun run = strapwork(folder, "pack", "--into", file);
        assertEquals(1, run.status(), run::toString);
        assertTrue(run.errors().contains("SW-H702"), run::toString);
    }
}
