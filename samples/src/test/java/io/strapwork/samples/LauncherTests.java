package io.strapwork.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./strapwork} over jars that are built: wherever it lies and whoever calls it, and whatever became of its AOT caches. */
@Tag("real")
@Timeout(600)
class LauncherTests {
    @TempDir
    Path work;
    private Path home;
    private Path built;

    private record Run(int status, String out, String errors) {}

    @BeforeEach
    void distribution() throws IOException {
        Path project = RealParts.project();
        Path from = project.resolve("runtime/cli/target/strapwork/lib");
        RealParts.need(Files.isDirectory(from.resolve("libraries")), "the command line is not built: " + from);
        RealParts.program("bash");
        home = work.resolve("a folder with spaces");
        built = home.resolve("runtime/cli/target/strapwork");
        copy(from, built.resolve("lib"));
        Files.copy(project.resolve("strapwork"), home.resolve("strapwork"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(built.resolve("built"));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private Process start(Path folder, String name, List<String> words) throws IOException {
        var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectOutput(work.resolve(name + ".out").toFile())
                .redirectError(work.resolve(name + ".errors").toFile());
        builder.environment().put("XDG_CACHE_HOME", work.resolve("cache").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("STRAPWORK_NO_AOT");
        return builder.start();
    }

    private Run end(Process process, String name) throws IOException, InterruptedException {
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it ends");
        return new Run(process.exitValue(), Files.readString(work.resolve(name + ".out")),
                Files.readString(work.resolve(name + ".errors")));
    }

    private Run run(Path folder, String... words) throws IOException, InterruptedException {
        return end(start(folder, "run", List.of(words)), "run");
    }

    private void explains(Run run) {
        assertEquals("", run.errors());
        assertEquals(0, run.status(), run.out());
        assertTrue(run.out().startsWith("demo: s390x"), run.out());
    }

    private List<Path> caches() throws IOException {
        try (var files = Files.list(built)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".aot")).toList();
        }
    }

    private Path cache() throws IOException {
        assertEquals(1, caches().size(), caches().toString());
        return caches().getFirst();
    }

    private String launcher() {
        return home.resolve("strapwork").toString();
    }

    @Test
    void fromAnyFolderAndThroughLinks() throws Exception {
        explains(run(work, launcher(), "explain"));
        assertTrue(Files.size(cache()) > 1 << 20, "a cache was made in spite of the spaces");
        Path elsewhere = Files.createDirectory(work.resolve("bin"));
        Files.createSymbolicLink(work.resolve("absolute"), Path.of(launcher()));
        Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("../absolute"));
        explains(run(Path.of("/"), elsewhere.resolve("relative").toString(), "explain"));
        explains(run(elsewhere, "./relative", "explain"));
        explains(run(home, "bash", "strapwork", "explain"));
        explains(run(home.resolve("runtime"), "../strapwork", "explain"));
        assertEquals(1, caches().size(), "all of them used the one cache");
    }

    @Test
    void aCacheThatIsOfNoUseIsNoHarm() throws Exception {
        explains(run(work, launcher(), "explain"));
        Path cache = cache();
        byte[] good = Files.readAllBytes(cache);
        for (byte[] bad : List.of(new byte[0], new byte[]{1, 2, 3}, new byte[1 << 20], java.util.Arrays.copyOf(good, good.length / 2))) {
            Files.write(cache, bad);
            explains(run(work, launcher(), "explain"));
        }
    }

    @Test
    void aCacheOfOlderJarsIsMadeAnew() throws Exception {
        explains(run(work, launcher(), "explain"));
        FileTime past = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(cache(), past);
        explains(run(work, launcher(), "explain"));
        assertTrue(Files.getLastModifiedTime(cache()).compareTo(past) > 0, "made anew");
    }

    @Test
    void manyFirstRunsAtOnce() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(start(work, "run" + i, List.of(launcher(), "explain")));
        }
        for (int i = 0; i < 4; i++) {
            explains(end(processes.get(i), "run" + i));
        }
        assertTrue(Files.size(cache()) > 1 << 20, "one of them made the cache");
    }

    @Test
    void whereNothingMayBeWritten() throws Exception {
        RealParts.root();
        // the temporary folder is the caller's own
        Files.setPosixFilePermissions(work, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Process nobody = start(Path.of("/"), "nobody",
                List.of(RealParts.program("setpriv").toString(), "--reuid=65534", "--regid=65534", "--clear-groups",
                        launcher(), "plugins"));
        Run run = end(nobody, "nobody");
        assertEquals("", run.errors());
        assertEquals(0, run.status(), run.out());
        assertTrue(run.out().contains("[handoff]"), run.out());
        assertEquals(List.of(), caches());
    }

    @Test
    void aJavaHomeWithoutAJdkIsPassedOver() throws Exception {
        var builder = new ProcessBuilder("bash", launcher(), "plugins").directory(work.toFile())
                .redirectOutput(work.resolve("none.out").toFile())
                .redirectError(work.resolve("none.errors").toFile());
        builder.environment().put("JAVA_HOME", work.resolve("none").toString());
        builder.environment().remove("HOME");
        Run run = end(builder.start(), "none");
        assertEquals("", run.errors());
        assertEquals(0, run.status());
    }
}
