package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.Blame;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.cli.lab.Images;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's files in the user's cache. */
class DemoTests {
    @TempDir
    private Path folder;

    private Path profile() {
        return Demo.prepare(Map.of("XDG_CACHE_HOME", folder.toString()));
    }

    private Path kernel() {
        return folder.resolve("strapwork/demo/files/vmlinux");
    }

    @Test
    void theProfileHasTheKernelsDigest() throws IOException {
        String text = Files.readString(profile());
        assertTrue(text.contains("sha256:" + Images.sha256(DemoKernel.bytes())), text);
        assertArrayEquals(DemoKernel.bytes(), Files.readAllBytes(kernel()));
        assertEquals(DemoKernel.BYTES, Files.size(kernel()));
    }

    @Test
    void whatIsThereStays() throws IOException {
        FileTime old = FileTime.fromMillis(1_000_000);
        Path profile = profile();
        Files.setLastModifiedTime(kernel(), old);
        Files.setLastModifiedTime(profile, old);
        profile();
        assertEquals(old, Files.getLastModifiedTime(kernel()));
        assertEquals(old, Files.getLastModifiedTime(profile));
    }

    @Test
    void whatIsMissingOrCutShortIsWrittenAnew() throws IOException {
        profile();
        Files.delete(kernel());
        profile();
        Files.write(kernel(), new byte[100]);
        profile();
        assertArrayEquals(DemoKernel.bytes(), Files.readAllBytes(kernel()));
    }

    @Test
    void filesOfAnotherReleaseAreReplaced() throws IOException {
        Path profile = profile();
        String text = Files.readString(profile);
        Files.writeString(profile, "# of another release\n");
        Files.write(kernel(), new byte[DemoKernel.BYTES]);
        assertEquals(text, Files.readString(profile()));
        assertArrayEquals(DemoKernel.bytes(), Files.readAllBytes(kernel()));
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file");
        CommandLineRun run = CommandLineRun.strapwork(folder, "boot");
        assertTrue(run.errors().contains("SW-P204"), run::toString);
        assertEquals(2, run.status(), run::toString);
    }

    @Test
    void whatTheComputerHasTooLittleOfIsNotTheCallsFault() {
        assertEquals(Blame.HOST, Demo.blame(new FileSystemException("files", null, "Too many open files")));
        assertEquals(Blame.HOST, Demo.blame(new IOException("No space left on device")));
        assertEquals(Blame.USER, Demo.blame(new FileSystemException("files", null, "Read-only file system")));
    }

    @Test
    void manyAtOnce() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<Path> prepare = this::profile;
            for (var future : threads.invokeAll(IntStream.range(0, 8).mapToObj(_ -> prepare).toList())) {
                future.get();
            }
        }
        assertArrayEquals(DemoKernel.bytes(), Files.readAllBytes(kernel()));
        try (var files = Files.list(kernel().getParent())) {
            assertEquals(1, files.count());
        }
    }
}
