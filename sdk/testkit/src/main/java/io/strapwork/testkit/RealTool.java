package io.strapwork.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Assumptions;

/** A program of this computer that a test needs: {@code mke2fs}, {@code xorriso}. A test without it is skipped, with its name as the reason. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record RealTool(Path program) {
    private static final long MINUTES = 10;

    /** Skips the test where there is none. */
    public static RealTool of(String name) {
        Optional<Path> program = Stream
                .concat(Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin", "/sbin"))
                .filter(folder -> !folder.isEmpty()).map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
        Assumptions.assumeTrue(program.isPresent(), name + " is not installed");
        return new RealTool(program.orElseThrow());
    }

    /**
     * Runs it to its end.
     *
     * @param folder it works there
     * @return what it said, on either channel
     */
    public String run(Path folder, String... arguments) {
        return feed(folder, "", arguments);
    }

    /** As {@link #run}, with something to read. */
    public String feed(Path folder, String input, String... arguments) {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            Path said = Files.createTempFile("said", ".txt");
            Path asked = Files.writeString(Files.createTempFile("asked", ".txt"), input);
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                    .redirectInput(asked.toFile())
                    .redirectOutput(said.toFile());
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly();
            String text = Files.readString(said, StandardCharsets.ISO_8859_1);
            Files.delete(said);
            Files.delete(asked);
            if (!ended || process.exitValue() != 0) {
                fail(String.join(" ", command) + (ended ? " ended with " + process.exitValue() : " did not end") + ": " + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
