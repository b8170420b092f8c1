package io.strapwork.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.strapwork.api.link.Disk;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.walk.BootListener;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Boots from a disk in one JVM, against the same files read and hashed by Java itself between them: {@code DiskBoots PROFILE WARMING ROUNDS FILE...}. A boot's time is that from its disks being open, with their
 * {@link Disk#facts}, to the last jump: the search for a menu, the fetch, trust, load and handoff, and the placing, with the digests of what was fetched and of what was placed. Its processor time is the process', from power on to the end. The profile takes
 * all of the files.
 */
public final class DiskBoots {
    private static final double NANOS = 1e9;
    private static final int PIECE = 64 << 10;

    private DiskBoots() {}

    /** When a boot's disks were open, and when it was over. */
    private static final class Times implements BootListener {
        private long opened;
        private long entered;

        @Override
        public void left(Room room, String plugin, Duration took) {
            if (room == Room.LINK) {
                opened = System.nanoTime();
            }
        }

        @Override
        public void entered(EnteredMachine machine) {
            entered = System.nanoTime();
        }
    }

    /** Figures of each round. */
    private record Figures(Map<String, List<Double>> rounds) {
        void add(String name, double figure) {
            rounds.computeIfAbsent(name, _ -> new ArrayList<>()).add(figure);
        }

        String shown(String name, String format) {
            double[] sorted = rounds.getOrDefault(name, List.of()).stream().mapToDouble(Double::doubleValue).sorted().toArray();
            double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
            return String.format(Locale.ROOT, format + " (" + format + " to " + format + ")", median, sorted[0], sorted[sorted.length - 1]);
        }
    }

    private static long hashed(List<Path> files, ByteBuffer piece) throws IOException, NoSuchAlgorithmException {
        long bytes = 0;
        for (Path file : files) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (FileChannel channel = FileChannel.open(file)) {
                for (int n = channel.read(piece.clear()); n > 0; n = channel.read(piece.clear())) {
                    digest.update(piece.array(), 0, n);
                    bytes += n;
                }
            }
            digest.digest();
        }
        return bytes;
    }

    public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
        System.setProperty("guice_custom_class_loading", "OFF");
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
        int warming = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        List<Path> files = Arrays.stream(arguments).skip(3).map(Path::of).toList();
        long expected = 0;
        for (Path file : files) {
            expected += Files.size(file);
        }
        var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        var figures = new Figures(new TreeMap<>());
        try (var jars = RealJars.loader(); var catalogue = Discovery.discover(jars, List.of())) {
            var assembly = Assembler.assemble(catalogue, Profile.read(Path.of(arguments[0]), List.of()));
            for (int round = -warming; round < rounds; round++) {
                long start = System.nanoTime();
                long startCpu = process.getProcessCpuTime();
                long bytes = hashed(files, piece);
                double file = (System.nanoTime() - start) / NANOS;
                long betweenCpu = process.getProcessCpuTime();
                var times = new Times();
                BootOutcome outcome = new BootWalk(assembly,
                        new BootSettings(BootClock.system(), Optional.empty(), times, Optional.empty()))
                        .run();
                if (!outcome.handedOff()) {
                    throw new IllegalStateException("a boot failed: " + outcome.problems());
                }
                long fetched = outcome.parts().stream().mapToLong(BootOutcome.PartReport::bytes).sum();
                if (bytes != expected || fetched != expected) {
                    throw new IllegalStateException("the boot takes " + fetched + " bytes, the files have " + expected);
                }
                double boot = (times.entered - times.opened) / NANOS;
                double ratioCpu = (double) (betweenCpu - startCpu) / (process.getProcessCpuTime() - betweenCpu);
                if (round >= 0) {
                    figures.add("ratio of processor time", ratioCpu);
                    figures.add("file", bytes / file / 1e6);
                    figures.add("boot", bytes / boot / 1e6);
                    figures.add("ratio", file / boot);
                    outcome.rooms().forEach(room -> figures.add("in " + room.room() + ", " + room.plugin(), seconds(room.took())));
                    outcome.steps().forEach(step -> figures.add("in " + step.step(), seconds(step.took())));
                }
            }
        }
        print(figures, System.out);
    }

    private static double seconds(Duration took) {
        return took.toNanos() / 1e6;
    }

    private static void print(Figures figures, PrintStream out) {
        out.println("| in a JVM that has booted before | MB/s | ratio of wall time | ratio of processor time | target |");
        out.println("|---|---|---|---|---|");
        out.println("| the files, read and hashed by Java | " + figures.shown("file", "%.0f") + " | | | |");
        out.println("| from the open disk to the last jump | " + figures.shown("boot", "%.0f") + " | " + figures.shown("ratio", "%.2f")
                + " | " + figures.shown("ratio of processor time", "%.2f") + " | 300 MB/s, 0.5 |");
        figures.rounds.keySet().stream().filter(name -> name.startsWith("in ")).forEach(name -> out.println(name + ": "
                + figures.shown(name, "%.1f") + " ms"));
    }
}
