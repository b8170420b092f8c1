package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code strapwork fleet}. */
class FleetTests {
    @TempDir
    private Path folder;
    private Path fleet;

    @BeforeEach
    void profiles() throws IOException {
        var lab = new Lab(folder).serve("vmlinuz", Images.linuxS390x(0x20000));
        lab.s390x("good", "http://10.0.2.2/vmlinuz");
        lab.s390x("bad", "http://10.0.2.2/other");
        fleet = Files.writeString(folder.resolve("fleet.toml"),
                "profiles = [\"good.toml\", \"bad.toml\"]\nseeds = \"1-3\"\n[overrides]\nplain = []\nsmall = [\"machine.memory=64MiB\"]\n");
    }

    private String summary(String into) throws IOException {
        return Files.readString(folder.resolve(into + "/summary.json"));
    }

    @Test
    void bootsAllAndSharesGiveTheSameSummary() throws IOException {
        Path whole = folder.resolve("whole");
        CommandLineRun run = strapwork(folder, "fleet", fleet, "--into", whole, "--at-once", "3", "--junit", folder.resolve("junit.xml"));
        assertEquals(1, run.status(), run::toString);
        assertTrue(run.out().contains("12 of 12 boots, handed-off 6, failed 6\n  SW-F320  6\n"), run::toString);
        assertTrue(Files.readString(folder.resolve("junit.xml")).contains("tests=\"12\" failures=\"6\""));
        assertTrue(Files.exists(whole.resolve("reports/bad.plain.2.html")) && !Files.exists(whole.resolve("reports/good.plain.2.html")));
        for (int i = 1; i <= 3; i++) {
            strapwork(folder, "fleet", fleet, "--into", folder.resolve("shared"), "--shard", i + "/3", "--reports", "none");
        }
        assertEquals(1, strapwork(folder, "fleet", fleet, "--into", folder.resolve("shared"), "--gather").status());
        assertEquals(summary("whole"), summary("shared"));
    }

    @Test
    void resumesWhatHasNoResult() throws IOException {
        Path into = folder.resolve("into");
        CommandLineRun half = strapwork(folder, "fleet", fleet, "--into", into, "--shard", "1/2");
        assertTrue(half.out().contains("6 of 6 boots"), half::toString);
        CommandLineRun missing = strapwork(folder, "fleet", fleet, "--into", into, "--gather");
        assertTrue(missing.out().contains("missing 6"), missing::toString);
        CommandLineRun rest = strapwork(folder, "fleet", fleet, "--into", into, "--resume");
        assertTrue(rest.out().startsWith("6 boots, ") && rest.out().contains("6 have a result")
                && rest.out().contains("12 of 12 boots, handed-off 6, failed 6"), rest::toString);
    }

    @Test
    void aProfileThatCannotBeAssembledIsAResult() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.toml"), "[machine]\nuse = \"none-such\"\n");
        CommandLineRun run = strapwork(folder, "fleet", broken, "--into", folder.resolve("into"));
        assertEquals(1, run.status(), run::toString);
        assertTrue(run.out().contains("1 of 1 boots, unassembled 1"), run::toString);
    }

    @Test
    void wrongCallsAreTold() {
        for (List<String> wrong : List.of(List.of("fleet"), List.of("fleet", "x.toml", "--shard", "3/2"),
                List.of("fleet", "x.toml", "--at-once", "0"), List.of("fleet", "x.toml", "--reports", "some"),
                List.of("fleet", "none.toml"), List.of("fleet", fleet.toString(), "--seeds", "x"),
                List.of("fleet", fleet.toString(), "--timeout", "soon"))) {
            CommandLineRun run = strapwork(folder, wrong);
            assertEquals(2, run.status(), run::toString);
        }
    }

    @Test
    void filesThatCannotBeWrittenAreTold() throws IOException {
        CommandLineRun run = strapwork(folder, "fleet", fleet, "--into", folder.resolve("into"), "--junit", folder.resolve("none/j.xml"));
        assertEquals(2, run.status(), run::toString);
        assertTrue(run.errors().contains("SW-P205  the file can't be written: the folder does not exist"), run::toString);
        assertTrue(run.out().isEmpty() && !Files.exists(folder.resolve("into")), run::toString);
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.createSymbolicLink(full.resolve("results-1-of-1.jsonl"), Path.of("/dev/full"));
        run = strapwork(folder, "fleet", fleet, "--into", full, "--reports", "none");
        assertEquals(1, run.status(), run::toString);
        assertTrue(run.errors().contains("SW-X314  results can't be written: No space left on device"), run::toString);
    }

    /** samples/fleet/slurm on a cluster of this computer alone. */
    @Test
    @Tag("real")
    @Timeout(value = 280, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void asASlurmArray() throws Exception {
        Path sample = Path.of("../../samples/fleet/slurm").toAbsolutePath().normalize();
        Path launcher = Files.writeString(folder.resolve("strapwork"),
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin/java")
                        + "' -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp '" + System.getProperty("java.class.path")
                        + "' io.strapwork.cli.Main \"$@\"\n");
        launcher.toFile().setExecutable(true);
        Path results = folder.resolve("array");
        Path log = folder.resolve("slurm.log");
        var builder = new ProcessBuilder(sample.resolve("one-node").toString(), folder.resolve("cluster").toString(),
                sample.resolve("run-fleet").toString(), "3", results.toString(), fleet.toString()).redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("STRAPWORK", launcher.toString());
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(260, TimeUnit.SECONDS), "it does not end");
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        String told = Files.readString(log);
        assumeTrue(process.exitValue() != 77, told);
        assertEquals(1, process.exitValue(), told);
        assertTrue(told.contains("12 of 12 boots, handed-off 6, failed 6"), told);
        strapwork(folder, "fleet", fleet, "--into", folder.resolve("whole"));
        assertEquals(summary("whole"), summary("array"));
    }
}
