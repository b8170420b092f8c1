package io.strapwork.samples;

import java.util.Locale;
import java.util.Map;

/** One line for each boot in the test's output. */
final class BootTable {
    private BootTable() {}

    static void row(String machine, String server, CommandLineBoot boot) {
        Map<?, ?> kernel = boot.part("kernel");
        Map<?, ?> initrd = boot.part("initrd");
        System.out.printf(Locale.ROOT, "| %-16s | %-22s | %-5s | %6.2f s %6.1f MB/s | %6.2f s %6.1f MB/s |%n", machine, server,
                kernel.get("uri").toString().replaceFirst(":.*", ""), seconds(kernel), speed(kernel), seconds(initrd), speed(initrd));
    }

    private static double seconds(Map<?, ?> part) {
        return ((Number) part.get("seconds")).doubleValue();
    }

    private static double speed(Map<?, ?> part) {
        return ((Number) part.get("bytes")).doubleValue() / 1e6 / seconds(part);
    }
}
