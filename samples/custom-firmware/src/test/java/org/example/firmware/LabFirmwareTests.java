package org.example.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.demo.DemoKernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the jar, as its users do, with nothing else on the class path. */
@Timeout(600)
class LabFirmwareTests {
    private static final Path JAR = Path.of("target/lab-firmware.jar");

    @TempDir
    private Path folder;

    private record Run(int status, String out) {}

    private Run run(String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        var command = Stream.concat(
                Stream.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "--enable-native-access=ALL-UNNAMED", "-jar",
                        JAR.toString()),
                Stream.of(arguments)).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the firmware hangs");
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(out));
    }

    private Path served() throws IOException {
        Path served = Files.createDirectory(folder.resolve("served"));
        Files.write(served.resolve("vmlinux"), DemoKernel.bytes());
        return served;
    }

    @Test
    void bootsByTheFirmwareInCode() throws Exception {
        assertEquals(new Run(0, """
                kernel  1060864 bytes  verified by size
                lab entered 0x10000 by linux-s390x
                """), run(served().toString()));
    }

    @Test
    void bootsByTheFirmwareInAFile() throws Exception {
        assertEquals(new Run(0, """
                kernel  1060864 bytes  verified by none
                lab-file entered 0x10000 by linux-s390x
                """), run(served().toString(), "lab.toml"));
    }

    @Test
    void tellsWhatIsWrong() throws Exception {
        Run run = run(Files.createDirectory(folder.resolve("empty")).toString());
        assertEquals(1, run.status);
        assertTrue(run.out.startsWith("SW-F220  tftp://10.0.2.2/vmlinux"), run.out);
    }

    @Test
    void hasOnlyThePluginsThatItUses() throws IOException {
        try (var jar = new JarFile(JAR.toFile())) {
            String index = new String(jar.getInputStream(jar.getEntry("META-INF/strapwork/plugins.idx")).readAllBytes(),
                    StandardCharsets.UTF_8);
            var plugins = Pattern.compile("^plugin (\\S+) (\\S+) ", Pattern.MULTILINE).matcher(index).results()
                    .map(plugin -> plugin.group(1) + "." + plugin.group(2)).collect(Collectors.toCollection(TreeSet::new));
            assertEquals(new TreeSet<>(List.of("address.dhcp", "fetch.tftp", "handoff.linux-ppc64", "handoff.linux-s390x",
                    "handoff.linux-x86_64", "link.disk.virtio-blk-ccw",
                    "link.disk.virtio-blk-pci", "link.virtio-ccw", "link.virtio-pci", "load.elf", "machine.embedded", "stack.inet", "transport.udp", "trust.digest", "trust.none")),
                    plugins);
            assertEquals(List.of(), jar.stream().map(entry -> entry.getName())
                    .filter(name -> name.matches("io/strapwork/(cli|machine/qemu|protocol/http|transport/tls|testkit)/.*")).toList());
        }
    }
}
