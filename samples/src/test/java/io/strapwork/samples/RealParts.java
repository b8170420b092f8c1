package io.strapwork.samples;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a test needs and may not find: without it the test is skipped, or fails with {@code -Dstrapwork.real=required}. */
final class RealParts {
    private static final boolean REQUIRED = "required".equals(System.getProperty("strapwork.real"));

    private RealParts() {}

    static void need(boolean there, String reason) {
        if (REQUIRED) {
            assertTrue(there, reason);
        }
        assumeTrue(there, reason);
    }

    static Path program(String name) {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")) {
            Path file = Path.of(folder, name);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        need(false, name + " is not installed");
        throw new IllegalStateException(name);
    }

    static void root() {
        need("root".equals(System.getProperty("user.name")), "needs root");
    }

    /** The root of the project. */
    static Path project() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("samples/profiles"))) {
            at = at.getParent();
        }
        return at;
    }

    /** The folder that {@code samples/kernels/fetch-kernels} filled. */
    static Path kernels() {
        String given = System.getenv("STRAPWORK_KERNELS");
        Path folder = given == null ? project().resolve(".cache/kernels") : Path.of(given);
        need(Files.isRegularFile(folder.resolve("SHA256SUMS")), "no kernels in " + folder + ": run samples/kernels/fetch-kernels");
        return folder;
    }
}
