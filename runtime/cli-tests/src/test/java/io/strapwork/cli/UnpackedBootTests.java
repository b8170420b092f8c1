package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strapwork.cli.lab.QemuLab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Debian's kernel comes to the same user space whoever unpacks it. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnpackedBootTests {
    @TempDir
    Path folder;

    private String boot(String unpack, String memory, int cpus) throws Exception {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "io.strapwork.cli.Main"));
        command.addAll(new QemuLab(folder).boot("x86_64", "http", "proof=" + unpack,
                List.of("-P", "load.unpack=" + unpack, "-P", "machine.memory=" + memory, "-P", "machine.cpus=" + cpus, "--json",
                        folder.resolve(unpack).toString(), "--until", "Run /init as init process")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), said);
            assertTrue(said.contains("proof=" + unpack) && said.contains("Run /init as init process"), said);
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    private JsonNode outcome(String unpack) throws Exception {
        return new ObjectMapper().readTree(folder.resolve(unpack).toFile());
    }

    @ParameterizedTest
    @CsvSource({"1GiB,1", "5GiB,2"})
    void comesToUserSpace(String memory, int cpus) throws Exception {
        String auto = boot("auto", memory, cpus);
        assertTrue(auto.contains("bytes; no KASLR, no 5-level paging"), auto);
        String never = boot("never", memory, cpus);
        assertFalse(never.contains("no KASLR"), never);
        assertEquals(outcome("never").get("parts").findValuesAsText("sha256"), outcome("auto").get("parts").findValuesAsText("sha256"));
        assertEquals(2, outcome("auto").get("parts").size());
        assertEquals(outcome("never").get("status"), outcome("auto").get("status"));
        assertTrue(outcome("auto").get("segments").size() > outcome("never").get("segments").size());
    }
}
