package io.strapwork.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A GPT disk with an empty first partition and a file system in the second one, made of a folder by the distributions' own tools. */
public final class GptDisk {
    public static final String UUID = "773653a7-660e-490e-9a74-d9fdfc9bbbf6";
    private static final long FIRST = 1 << 20;
    private static final long SECOND = 2 << 20;

    private GptDisk() {}

    /** With ext4. */
    public static Path ext4(Path image, Path tree, long bytes) throws IOException, InterruptedException {
        table(image, bytes);
        run("", "mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", "-L", "BOOT", "-U", UUID, "-E", "offset=" + SECOND + ",root_owner=0:0",
                "-d", tree.toString(), image.toString(), (bytes - SECOND - FIRST) / 1024 + "k");
        return image;
    }

    /** With XFS, which mkfs.xfs fills from a prototype: each line a name, or the end of a folder. */
    public static Path xfs(Path image, Path tree, long bytes) throws IOException, InterruptedException {
        var lines = new StringBuilder("boot\n0 0\n");
        prototype(tree, "d--755 0 0", lines);
        Path prototype = Files.writeString(image.resolveSibling("prototype"), lines);
        Path volume = sized(image.resolveSibling("volume"), bytes - SECOND - FIRST);
        run("", "mkfs.xfs", "-q", "-m", "uuid=" + UUID, "-L", "BOOT", "-p", prototype.toString(), volume.toString());
        return with(image, volume, bytes);
    }

    private static void prototype(Path folder, String line, StringBuilder lines) throws IOException {
        lines.append(line).append('\n');
        try (var all = Files.list(folder)) {
            for (Path each : all.sorted().toList()) {
                if (Files.isDirectory(each)) {
                    prototype(each, each.getFileName() + " d--755 0 0", lines);
                } else {
                    lines.append(each.getFileName()).append(" ---644 0 0 ").append(each).append('\n');
                }
            }
        }
        lines.append("$\n");
    }

    /** With btrfs. */
    public static Path btrfs(Path image, Path tree, long bytes) throws IOException, InterruptedException {
        Path volume = sized(image.resolveSibling("volume"), bytes - SECOND - FIRST);
        run("", "mkfs.btrfs", "-q", "-U", UUID, "-L", "BOOT", "--rootdir", tree.toString(), volume.toString());
        return with(image, volume, bytes);
    }

    private static Path with(Path image, Path volume, long bytes) throws IOException, InterruptedException {
        table(image, bytes);
        run("", "dd", "if=" + volume, "of=" + image, "bs=1M", "seek=" + (SECOND >> 20), "conv=notrunc,sparse", "status=none");
        Files.delete(volume);
        return image;
    }

    /** An ISO 9660 image with Rock Ridge and Joliet, and a partition table as hybrid ones have it. */
    public static Path iso(Path image, Path tree) throws IOException, InterruptedException {
        run("", "xorriso", "-as", "mkisofs", "-quiet", "-R", "-J", "-V", "MEDIUM", "-partition_offset", "16", "-o", image.toString(),
                tree.toString());
        return image;
    }

    private static void table(Path image, long bytes) throws IOException, InterruptedException {
        sized(image, bytes);
        run("label: gpt\nstart=2048, size=2048, type=uefi, name=ESP\nstart=4096, type=linux, name=boot\n", "sfdisk", "-q",
                image.toString());
    }

    private static Path sized(Path file, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.allocate(1), bytes - 1);
        }
        return file;
    }

    private static void run(String input, String... command) throws IOException, InterruptedException {
        QemuLab.program(command[0]);
        Path log = Files.createTempFile("disk", ".log");
        Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try (var to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        }
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), command[0]);
        assertEquals(0, process.exitValue(), () -> {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                return e.toString();
            }
        });
        Files.delete(log);
    }
}
