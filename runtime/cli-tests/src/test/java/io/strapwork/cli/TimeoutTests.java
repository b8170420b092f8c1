package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are asked to end while nothing in them listens: they are opening a pipe that nobody writes to, and no interrupt ends that. */
@Timeout(600)
class TimeoutTests {
    private static final int SIGTERM = 128 + 15;

    @TempDir
    private Path folder;
    private Path pipe;

    @BeforeEach
    void pipe() throws Exception {
        pipe = folder.resolve("profile.toml");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor());
    }

    private Process boot(String... arguments) throws IOException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                        "-cp", System.getProperty("java.class.path"), Main.class.getName(), "boot", pipe.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("said"), StandardCharsets.UTF_8);
    }

    @Test
    void timeEndsTheReadingOfAProfile() throws Exception {
        Process process = boot("--timeout", "1s");
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it waits for ever");
            assertEquals(ExitStatus.RAN_OUT, process.exitValue(), said());
            // A busy computer may need that second to come to the pipe. What comes before it hears the interrupt.
            assertTrue(said().contains("SW-X220") && (said().contains("aborted") || said().contains("still looking for plugins")), said());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void soDoesASignal() throws Exception {
        Process process = boot();
        try {
            // somebody has the other end open as soon as the process is at it: then it is asked to end while it reads
            try (var other = Files.newOutputStream(pipe)) {
                process.destroy();
                assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not hear SIGTERM");
                other.flush();
            }
            assertEquals(SIGTERM, process.exitValue(), said());
        } finally {
            process.destroyForcibly();
        }
    }
}
