package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's kernels on real machines, from the sample profiles; and what is left of a boot whose JVM is killed. */
@Tag("real")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QemuBootTests {
    private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();
    @TempDir
    Path folder;

    private static Path kernels(String architecture) {
        String folder = System.getenv("STRAPWORK_KERNELS");
        assumeTrue(folder != null, "STRAPWORK_KERNELS is not set; it names the folder that samples/kernels/fetch-kernels filled");
        assumeTrue(Files.isRegularFile(Path.of(folder, architecture, "initrd.gz")),
                "no kernel for " + architecture + "; run samples/kernels/fetch-kernels");
        boolean installed = false;
        for (String path : System.getenv().getOrDefault("PATH", "").split(":")) {
            installed |= Files.isExecutable(Path.of(path, "qemu-system-" + architecture));
        }
        assumeTrue(installed, "qemu-system-" + architecture + " is not installed");
        return Path.of(folder).toAbsolutePath();
    }

    private Process boot(String architecture, String protocol, String... more) throws IOException {
        Path kernels = kernels(architecture);
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "io.strapwork.cli.Main", "boot",
                PROJECT.resolve("samples/profiles/" + architecture + "-" + protocol + ".toml").toString(), "-P",
                "machine.serve=" + kernels,
                "-P", "machine.tls=" + folder.resolve("tls"), "-P", "machine.patience=120s", "--timeout", "280s"));
        if (protocol.equals("https")) {
            command.addAll(List.of("-P", "transport.tls.ca=" + folder.resolve("tls/ca.pem")));
        }
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Output up to a line, or all of it. */
    private static String read(Process process, String until) throws IOException {
        var text = new StringBuilder();
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            text.append(line).append('\n');
            if (!until.isEmpty() && line.contains(until)) {
                break;
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({"s390x,tftp", "s390x,http", "s390x,https", "x86_64,tftp", "x86_64,http", "x86_64,https", "ppc64,tftp", "ppc64,http",
        "ppc64,https"})
    void bootsToUserSpace(String architecture, String protocol) throws Exception {
        Process process = boot(architecture, protocol, "-P", "machine.cpus=2", "--until", "Run /init as init process");
        try {
            String said = read(process, "");
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), said);
            assertTrue(said.contains("Run /init as init process"), said);
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"  machine ", "  link ", "  address ", "    kernel ", "Linux version"})
    void aKilledJvmLeavesNothing(String after) throws Exception {
        Process process = boot("s390x", "http");
        try {
            String said = read(process, after);
            assertTrue(said.contains(after), said);
            List<ProcessHandle> children = process.descendants().toList();
            Path place = children.stream().flatMap(child -> child.info().arguments().stream())
                    .flatMap(arguments -> List.of(arguments).stream())
                    .map(Pattern.compile("mem-path=([^,]*)/ram")::matcher).filter(Matcher::find).map(found -> Path.of(found.group(1)))
                    .findFirst()
                    .orElseThrow();
            assertTrue(children.size() >= 2 && Files.isDirectory(place), children + " " + place);
            process.destroyForcibly();
            for (ProcessHandle child : children) {
                child.onExit().get(30, TimeUnit.SECONDS);
            }
            assertFalse(Files.exists(place), place + " is still there");
        } finally {
            process.destroyForcibly();
        }
    }
}
