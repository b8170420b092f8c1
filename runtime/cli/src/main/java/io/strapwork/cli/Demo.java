package io.strapwork.cli;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.cli.demo.DemoKernel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;

/** The built-in demo: a folder in the user's cache with a small kernel and the profile that boots it. */
final class Demo {
    private Demo() {}

    /**
     * Writes what is missing and returns the profile. The kernel is made only when it is not there or the profile is that of another release: that takes longer than everything else
     * before a boot. A kernel that was changed since is what the profile's digest is for.
     */
    static Path prepare(Map<String, String> environment) {
        Path folder = cache(environment).resolve("demo");
        Path profile = folder.resolve("demo.toml");
        Path kernel = folder.resolve("files/vmlinux");
        try {
            byte[] text = template();
            if (!holds(profile, text) || !Files.exists(kernel) || Files.size(kernel) != DemoKernel.BYTES) {
                Files.createDirectories(kernel.getParent(), notForOthersToWrite());
                replace(kernel, DemoKernel.bytes());
                replace(profile, text);
            }
            return profile;
        } catch (IOException e) {
            throw new StrapworkException(
                    new Problem("SW-P204", blame(e), folder.toString(), "the demo's files can't be written: " + e.getMessage(),
                            "set XDG_CACHE_HOME to a writable folder"),
                    e);
        }
    }

    /** Who names a folder that can't be one, or isn't theirs, can name another. Of descriptors, blocks and memory the computer has too few. */
    static Blame blame(IOException cause) {
        boolean wrongFolder = switch (cause) {
            case NoSuchFileException _,AccessDeniedException _,FileAlreadyExistsException _ -> true;
            case FileSystemException other ->
                "Not a directory".equals(other.getReason()) || "Read-only file system".equals(other.getReason());
            default -> false;
        };
        return wrongFolder ? Blame.USER : Blame.HOST;
    }

    /** Whatever the umask says: who can write there chooses what is booted. */
    private static FileAttribute<?>[] notForOthersToWrite() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"))}
                : new FileAttribute<?>[0];
    }

    private static byte[] template() throws IOException {
        try (InputStream template = Demo.class.getResourceAsStream("demo.toml")) {
            if (template == null) {
                throw new IllegalStateException("demo.toml is missing from this build");
            }
            return template.readAllBytes();
        }
    }

    /** XDG Base Directory Specification: relative values are ignored. */
    private static Path cache(Map<String, String> environment) {
        String given = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = given.isEmpty() || !Path.of(given).isAbsolute() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        return base.resolve("strapwork");
    }

    private static boolean holds(Path file, byte[] bytes) throws IOException {
        return Files.exists(file) && Files.size(file) == bytes.length && Arrays.equals(Files.readAllBytes(file), bytes);
    }

    /** Several demos may start at once: the file is swapped in whole, and only when it differs. */
    private static void replace(Path file, byte[] bytes) throws IOException {
        if (holds(file, bytes)) {
            return;
        }
        Path fresh = Files.createTempFile(file.getParent(), "new", ".tmp");
        Files.write(fresh, bytes);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
