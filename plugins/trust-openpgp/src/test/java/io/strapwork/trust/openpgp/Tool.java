package io.strapwork.trust.openpgp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A program of this computer's. @param begin the program and what it is always told */
record Tool(Path folder, List<String> begin) {
    /** What it came to. */
    record Ran(int status, String said) {}

    static void assume(String program) {
        boolean there = Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        Assumptions.assumeTrue(there, program + " is not installed");
    }

    Ran run(List<String> arguments) throws IOException {
        var command = new ArrayList<>(begin);
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Ran(process.waitFor(), said);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Which must succeed. */
    String must(String... arguments) throws IOException {
        Ran ran = run(List.of(arguments));
        if (ran.status() != 0) {
            throw new IOException(String.join(" ", begin) + " " + String.join(" ", arguments) + ": " + ran.said());
        }
        return ran.said();
    }
}
