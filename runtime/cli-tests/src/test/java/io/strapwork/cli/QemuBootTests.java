package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strapwork.cli.lab.QemuLab;
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
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QemuBootTests {
    @TempDir
    Path folder;

    private Process boot(String architecture, String protocol, String... more) throws IOException {
        Path kernels = QemuLab.kernels(architecture);
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "io.strapwork.cli.Main", "boot",
                QemuLab.PROJECT.resolve("samples/profiles/" + architecture + "-" + protocol + ".toml").toString(), "-P",
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
        Path outcome = folder.resolve("outcome.json");
        Process process = boot(architecture, protocol, "-P", "machine.cpus=2", "--until", "Run /init as init process", "--json",
                outcome.toString());
        try {
            String said = read(process, "");
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), said);
            assertTrue(said.contains("Run /init as init process"), said);
            JsonNode json = new ObjectMapper().readTree(outcome.toFile());
            String initrd = digest(architecture, "initrd.gz");
            assertEquals(digest(architecture, QemuLab.kernel(architecture)), named(json.get("parts"), "kernel"));
            assertEquals(initrd, named(json.get("parts"), "initrd"));
            assertEquals(initrd, named(json.get("segments"), "initrd"), "read back from the guest's RAM");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String digest(String architecture, String file) throws IOException {
        String line = Files.readAllLines(QemuLab.kernels(architecture).resolve("SHA256SUMS")).stream()
                .filter(one -> one.endsWith(" " + architecture + "/" + file)).findFirst().orElseThrow();
        return line.substring(0, 64);
    }

    private static String named(JsonNode list, String name) {
        for (JsonNode one : list) {
            if (one.get("name").asText().equals(name)) {
                return one.get("sha256").asText();
            }
        }
        throw new AssertionError(name + " is not in " + list);
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
