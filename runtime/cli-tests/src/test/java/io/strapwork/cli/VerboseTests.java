package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a process logs: the first class with a logger settles that. */
class VerboseTests {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"--verbose, true", "--menu, false"})
    void tellsInDetailOnlyWhenAsked(String option, boolean detailed) throws Exception {
        Path errors = folder.resolve("errors");
        var command = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Main.class.getName(), "explain", "--menu", option);
        command.environment().put("XDG_CACHE_HOME", folder.toString());
        Process process = command.redirectError(errors.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertEquals(ExitStatus.OK, process.waitFor(), () -> "see " + errors);
        String logged = Files.readString(errors, StandardCharsets.UTF_8);
        assertEquals(detailed, logged.contains("] DEBUG "));
        assertFalse(logged.contains("SLF4J("), logged);
    }
}
