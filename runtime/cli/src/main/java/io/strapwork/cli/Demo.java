package io.strapwork.cli;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.cli.demo.DemoKernel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/** The built-in demo: a folder in the user's cache with a small kernel and the profile that boots it. */
final class Demo {
    private Demo() {}

    /** Writes what is missing and returns the profile. */
    static Path prepare(Map<String, String> environment) {
        Path folder = cache(environment).resolve("demo");
        try {
            byte[] kernel = DemoKernel.bytes();
            Files.createDirectories(folder.resolve("files"));
            replace(folder.resolve("files/vmlinux"), kernel);
            try (InputStream template = Demo.class.getResourceAsStream("demo.toml")) {
                if (template == null) {
                    throw new IllegalStateException("demo.toml is missing in this build");
                }
                String profile = new String(template.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).replace("@SHA256@",
                        sha256(kernel));
                replace(folder.resolve("demo.toml"), profile.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
            return folder.resolve("demo.toml");
        } catch (IOException e) {
            throw new StrapworkException(
                    new Problem("SW-P194", Blame.HOST, folder.toString(), "the demo's files can't be written: " + e.getMessage(),
                            "set XDG_CACHE_HOME to a folder that can be written"),
                    e);
        }
    }

    /** XDG Base Directory Specification: relative values are ignored. */
    private static Path cache(Map<String, String> environment) {
        String given = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = given.isEmpty() || !Path.of(given).isAbsolute() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        return base.resolve("strapwork");
    }

    /** Several demos may start at once: the file is swapped in whole, and only when it differs. */
    private static void replace(Path file, byte[] bytes) throws IOException {
        if (Files.exists(file) && Files.size(file) == bytes.length && Arrays.equals(Files.readAllBytes(file), bytes)) {
            return;
        }
        Path fresh = Files.createTempFile(file.getParent(), "new", ".tmp");
        Files.write(fresh, bytes);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
