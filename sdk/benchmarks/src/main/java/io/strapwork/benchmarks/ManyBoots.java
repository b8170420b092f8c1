package io.strapwork.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How many boots one JVM does: {@code ManyBoots PROFILE BOOTS AT_ONCE...}. Prints a row for each number at once; before them, as many boots as one row has warm the JVM up.
 */
public final class ManyBoots {
    private static final double NANOS = 1e9;
    private static final double KIB_PER_MIB = 1024;
    private static final double MIB = 1 << 20;
    private static final long SAMPLING_MILLIS = 20;
    private static final Path STATUS = Path.of("/proc/self/status");

    private final Assembly assembly;
    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private ManyBoots(Assembly assembly) {
        this.assembly = assembly;
    }

    /** The most there was of each, sampled while boots run. */
    private static final class Peaks implements Runnable {
        private volatile boolean ended;
        private double heapMib;
        private double residentMib;
        private int threads;

        @Override
        public void run() {
            try {
                while (!ended) {
                    heapMib = Math.max(heapMib, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB);
                    residentMib = Math.max(residentMib, resident());
                    threads = Math.max(threads, ManagementFactory.getThreadMXBean().getThreadCount());
                    Thread.sleep(SAMPLING_MILLIS);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static double resident() throws IOException {
        return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB).sum();
    }

    private void boot(int boots, int atOnce) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newFixedThreadPool(atOnce)) {
            List<Future<BootOutcome>> all = new ArrayList<>();
            for (int i = 0; i < boots; i++) {
                all.add(threads.submit(() -> new BootWalk(assembly, BootSettings.standard()).run()));
            }
            for (Future<BootOutcome> one : all) {
                if (!one.get().handedOff()) {
                    throw new IllegalStateException("a boot failed: " + one.get().problems());
                }
            }
        }
    }

    private void row(int boots, int atOnce, PrintStream out) throws InterruptedException, ExecutionException {
        System.gc();
        var peaks = new Peaks();
        Thread sampler = Thread.ofPlatform().daemon().start(peaks);
        long cpu = process.getProcessCpuTime();
        long start = System.nanoTime();
        boot(boots, atOnce);
        double seconds = (System.nanoTime() - start) / NANOS;
        double used = (process.getProcessCpuTime() - cpu) / NANOS;
        peaks.ended = true;
        sampler.join();
        out.printf(Locale.ROOT, "| %d | %d | %.1f | %.1f | %.0f | %.0f | %.1f | %d |%n", boots, atOnce, boots / seconds,
                1000 * used / boots,
                peaks.heapMib, peaks.residentMib, peaks.residentMib / atOnce, peaks.threads);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        System.setProperty("guice_custom_class_loading", "OFF");
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
        int boots = Integer.parseInt(arguments[1]);
        try (var jars = RealJars.loader(); var catalogue = Discovery.discover(jars, List.of())) {
            var many = new ManyBoots(Assembler.assemble(catalogue, Profile.read(Path.of(arguments[0]), List.of())));
            many.boot(boots, 2);
            System.out.println(
                    "| boots | at once | boots/s | CPU ms each | peak heap, MiB | peak resident, MiB | resident / at once, MiB | peak threads |");
            System.out.println("|---|---|---|---|---|---|---|---|");
            for (String atOnce : Arrays.asList(arguments).subList(2, arguments.length)) {
                many.row(boots, Integer.parseInt(atOnce), System.out);
            }
        }
    }
}
