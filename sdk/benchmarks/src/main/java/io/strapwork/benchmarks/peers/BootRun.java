package io.strapwork.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts one boot, waits for the kernel's first line, ends it. */
final class BootRun {
    private static final String MARKER = "Linux version ";
    private static final int TAIL = 64;

    private BootRun() {}

    static Sample run(PeerBoot boot, Duration limit, Path log) throws IOException, InterruptedException {
        Files.deleteIfExists(boot.capture());
        // timeout(1), so that nothing outlives this process for long, however it ends
        var command = Stream.concat(Stream.of("timeout", "-k", "5", Long.toString(limit.toSeconds())), boot.command().stream()).toList();
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(log.resolveSibling(log.getFileName() + ".err").toFile()).start();
        var end = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        try (var out = Files.newOutputStream(log)) {
            Optional<Double> seconds = seen(process.getInputStream(), out, start);
            double cpu = cpu(process);
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            return new Sample(seconds, cpu, Transfers.read(boot.capture()));
        } finally {
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    private static Optional<Double> seen(InputStream console, java.io.OutputStream log, long start) throws IOException {
        var tail = new StringBuilder();
        var bytes = new byte[8192];
        for (int count = console.read(bytes); count >= 0; count = console.read(bytes)) {
            long now = System.nanoTime();
            log.write(bytes, 0, count);
            tail.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
            if (tail.indexOf(MARKER) >= 0) {
                return Optional.of((now - start) / 1e9);
            }
            tail.delete(0, Math.max(0, tail.length() - TAIL));
        }
        return Optional.empty();
    }

    private static double cpu(Process process) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToDouble(one -> one.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9).sum();
    }
}
