package io.strapwork.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that ends by itself. */
record Command(int status, String output) {
    private static final int PATIENCE_SECONDS = 120;

    /** What it printed, both streams; fails when its status isn't 0. */
    static String run(String... command) {
        Command done = result(List.of(command));
        if (done.status != 0) {
            throw new AssertionError(Arrays.toString(command) + " ended with " + done.status + ": " + done.output);
        }
        return done.output;
    }

    static Command result(List<String> command) {
        try {
            Path log = Files.createTempFile("strapwork-samples", ".log");
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError(command + " does not end: " + Files.readString(log));
                }
                return new Command(process.exitValue(), Files.readString(log));
            } finally {
                process.destroyForcibly();
                Files.delete(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
