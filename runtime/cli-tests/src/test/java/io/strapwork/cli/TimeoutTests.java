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
    private static final int LONGEST_LIMIT = 32;

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

    /** The time has to be over while the process is at the pipe. What comes before it hears the interrupt, and a busy computer may need longer than a second for it. */
    @Test
    void timeEndsTheReadingOfAProfile() throws Exception {
        int seconds = 1;
        while (endedBeforeThePipe(seconds) && seconds < LONGEST_LIMIT) {
            seconds *= 2;
        }
        assertTrue(said().contains("SW-X220") && said().contains("aborted"), said());
    }

    private boolean endedBeforeThePipe(int seconds) throws Exception {
        Process process = boot("--timeout", seconds + "s");
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it waits for ever");
            assertEquals(ExitStatus.RAN_OUT, process.exitValue(), said());
            return said().contains("still looking for plugins");
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
