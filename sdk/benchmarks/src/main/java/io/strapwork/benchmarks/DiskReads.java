package io.strapwork.benchmarks;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystem;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.files.btrfs.BtrfsFileSystem;
import io.strapwork.files.ext.ExtFileSystem;
import io.strapwork.files.fat.FatFileSystem;
import io.strapwork.files.iso.IsoFileSystem;
import io.strapwork.files.xfs.XfsFileSystem;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How fast files of disk images are read and hashed through {@link Volume}, against the same files read and hashed as such: {@code DiskReads ROUNDS FOLDER SYSTEM IMAGE...}. The files are all of the folder
 * {@code boot}. The first round counts for nothing.
 */
public final class DiskReads {
    private static final int PIECE = 1 << 20;
    private static final double NANOS_PER_MICRO = 1000;
    private static final List<String> FILES = List.of("/boot/vmlinuz", "/boot/initrd.img");

    private final MemorySegment piece = Arena.ofAuto().allocate(PIECE, 4096);

    private DiskReads() {}

    private record Image(FileChannel channel, long bytes) implements Blocks {
        @Override
        public int blockSize() {
            return 512;
        }

        @Override
        public void read(long offset, MemorySegment into) {
            try {
                ByteBuffer buffer = into.asByteBuffer();
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer, offset + buffer.position()) < 0) {
                        throw new EOFException();
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static FileSystem fileSystem(String name) {
        return switch (name) {
            case "btrfs" -> new BtrfsFileSystem();
            case "ext" -> new ExtFileSystem();
            case "fat" -> new FatFileSystem();
            case "iso" -> new IsoFileSystem();
            case "xfs" -> new XfsFileSystem();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** A part of a file into the whole of a segment. */
    private interface Reading {
        void read(long offset, MemorySegment into) throws IOException, FetchException;
    }

    private void hash(MessageDigest digest, long bytes, Reading reading) throws IOException, FetchException {
        for (long at = 0; at < bytes; at += PIECE) {
            MemorySegment part = piece.asSlice(0, Math.min(PIECE, bytes - at));
            reading.read(at, part);
            digest.update(part.asByteBuffer());
        }
    }

    private long plain(Path folder, MessageDigest digest) throws IOException, FetchException {
        long bytes = 0;
        for (String name : FILES) {
            try (FileChannel channel = FileChannel.open(folder.resolve(name.substring(1)))) {
                var file = new Image(channel, channel.size());
                hash(digest, file.bytes(), file::read);
                bytes += file.bytes();
            }
        }
        return bytes;
    }

    private long ofVolume(FileSystem fileSystem, Path image, MessageDigest digest) throws IOException, FetchException {
        long bytes = 0;
        try (FileChannel channel = FileChannel.open(image)) {
            Volume volume = fileSystem.mount(new Image(channel, channel.size()));
            for (String name : FILES) {
                VolumeFile file = volume.find(name).orElseThrow(() -> new IllegalArgumentException(image + " has no " + name));
                hash(digest, file.bytes(), file::read);
                bytes += file.bytes();
            }
        }
        return bytes;
    }

    public static void main(String[] arguments) throws IOException, FetchException, NoSuchAlgorithmException {
        int rounds = Integer.parseInt(arguments[0]);
        Path folder = Path.of(arguments[1]);
        var reads = new DiskReads();
        Map<String, List<Double>> rates = new TreeMap<>();
        Map<String, List<Double>> ratios = new TreeMap<>();
        Map<String, List<Double>> cpuRatios = new TreeMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (int i = 2; i < arguments.length; i += 2) {
                FileSystem fileSystem = fileSystem(arguments[i]);
                Path image = Path.of(arguments[i + 1]);
                MessageDigest right = MessageDigest.getInstance("SHA-256");
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                ThreadMXBean thread = ManagementFactory.getThreadMXBean();
                long start = System.nanoTime();
                long startCpu = thread.getCurrentThreadCpuTime();
                long bytes = reads.plain(folder, right);
                long between = System.nanoTime();
                long betweenCpu = thread.getCurrentThreadCpuTime();
                reads.ofVolume(fileSystem, image, digest);
                long end = System.nanoTime();
                long endCpu = thread.getCurrentThreadCpuTime();
                String expected = HexFormat.of().formatHex(right.digest());
                if (!HexFormat.of().formatHex(digest.digest()).equals(expected)) {
                    throw new IllegalStateException(image + " has other bytes than " + folder);
                }
                if (round > 0) {
                    String name = image.getFileName().toString();
                    rates.computeIfAbsent(name, _ -> new ArrayList<>()).add(bytes / ((end - between) / NANOS_PER_MICRO));
                    rates.computeIfAbsent("file", _ -> new ArrayList<>()).add(bytes / ((between - start) / NANOS_PER_MICRO));
                    ratios.computeIfAbsent(name, _ -> new ArrayList<>()).add((double) (between - start) / (end - between));
                    cpuRatios.computeIfAbsent(name, _ -> new ArrayList<>()).add((double) (betweenCpu - startCpu) / (endCpu - betweenCpu));
                }
            }
        }
        PrintStream out = System.out;
        out.println("| what | MB/s | ratio to the files as such | the same of processor time |");
        out.println("|---|---|---|---|");
        rates.forEach((name, rate) -> out
                .println("| " + name + " | " + shown(rate, "%.0f") + " | " + shown(ratios.getOrDefault(name, List.of()), "%.2f")
                        + " | " + shown(cpuRatios.getOrDefault(name, List.of()), "%.2f") + " |"));
    }

    private static String shown(List<Double> figures, String format) {
        if (figures.isEmpty()) {
            return "";
        }
        double[] sorted = figures.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return (format + " (" + format + " to " + format + ")").formatted(median, sorted[0], sorted[sorted.length - 1]);
    }
}
