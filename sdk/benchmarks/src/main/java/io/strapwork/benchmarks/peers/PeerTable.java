package io.strapwork.benchmarks.peers;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Medians and ranges, the floor as a ratio, and the targets. */
final class PeerTable {
    private final Map<PeerBoot, List<Sample>> samples;

    PeerTable(Map<PeerBoot, List<Sample>> samples) {
        this.samples = samples;
    }

    String text() {
        var text = new StringBuilder();
        text.append(
                "| architecture | peer | protocol | network | ok | s to \"Linux version\" | / floor | MB/s | MB | CPU s |\n|---|---|---|---|---|---|---|---|---|---|\n");
        samples.forEach((boot, all) -> {
            List<Sample> good = good(all);
            text.append(String.format(Locale.ROOT, "| %s | %s | %s | %s | %d/%d | %s | %s | %s | %s | %s |%n", boot.architecture(),
                    boot.peer(),
                    boot.protocol(), boot.network(), good.size(), all.size(), range(good, sample -> sample.seconds().orElseThrow(), "%.2f"),
                    ratio(boot).map(one -> String.format(Locale.ROOT, "%.2f", one)).orElse("-"),
                    range(good, sample -> sample.rate().megabytesPerSecond(), "%.1f"),
                    range(good, sample -> sample.rate().bytes() / 1e6, "%.1f"), range(good, Sample::cpuSeconds, "%.1f")));
        });
        text.append('\n').append("| target | found | |\n|---|---|---|\n");
        targets(text);
        return text.toString();
    }

    private void targets(StringBuilder text) {
        for (String network : List.of("user", "gateway")) {
            rate(text, "s390x HTTP rate / s390-ccw's TFTP rate", "s390x", "http", network, "s390-ccw", "tftp", 3);
            seconds(text, "s390x HTTP seconds / s390-ccw's", network);
            rate(text, "ppc64 HTTP rate / SLOF's TFTP rate", "ppc64", "http", network, "slof", "tftp", 3);
            rate(text, "x86_64 HTTP rate / iPXE's (ROM)", "x86_64", "http", network, "ipxe-rom", "http", 1);
            rate(text, "x86_64 HTTP rate / iPXE's (lkrn)", "x86_64", "http", network, "ipxe-lkrn", "http", 1);
            rate(text, "x86_64 HTTPS rate / OVMF's", "x86_64", "https", network, "ovmf", "https", 5);
            rate(text, "s390x TFTP rate / s390-ccw's", "s390x", "tftp", network, "s390-ccw", "tftp", 1);
            rate(text, "ppc64 TFTP rate / SLOF's", "ppc64", "tftp", network, "slof", "tftp", 1);
            for (String peer : List.of("ipxe-rom", "ipxe-lkrn", "grub-pc", "grub-efi", "ovmf")) {
                rate(text, "x86_64 TFTP rate / " + peer + "'s", "x86_64", "tftp", network, peer, "tftp", 1);
            }
        }
        for (PeerBoot boot : samples.keySet()) {
            if (boot.peer().equals("strapwork")) {
                ratio(boot).ifPresent(ratio -> line(text, boot.architecture() + " " + boot.protocol() + " over " + boot.network()
                        + ": seconds / QEMU's -kernel", ratio, "<=", 1.3));
            }
        }
    }

    private void rate(StringBuilder text, String what, String architecture, String protocol, String network, String peer, String theirs,
            double least) {
        Optional<Double> own = median(architecture, "strapwork", protocol, network, sample -> sample.rate().megabytesPerSecond());
        Optional<Double> other = median(architecture, peer, theirs, "user", sample -> sample.rate().megabytesPerSecond());
        if (own.isPresent() && other.isPresent()) {
            line(text, what + " (" + network + ")", own.get() / other.get(), ">=", least);
        }
    }

    private void seconds(StringBuilder text, String what, String network) {
        Optional<Double> own = median("s390x", "strapwork", "http", network, sample -> sample.seconds().orElseThrow());
        Optional<Double> other = median("s390x", "s390-ccw", "tftp", "user", sample -> sample.seconds().orElseThrow());
        if (own.isPresent() && other.isPresent()) {
            line(text, what + " (" + network + ")", own.get() / other.get(), "<=", 1);
        }
    }

    private static void line(StringBuilder text, String what, double found, String direction, double target) {
        boolean met = direction.equals("<=") ? found <= target : found >= target;
        text.append(String.format(Locale.ROOT, "| %s %s %.1f | %.2f | %s |%n", what, direction, target, found, met ? "met" : "**missed**"));
    }

    private static List<Sample> good(List<Sample> all) {
        return all.stream().filter(sample -> sample.seconds().isPresent()).toList();
    }

    private Optional<Double> ratio(PeerBoot boot) {
        Optional<Double> floor = median(boot.architecture(), "qemu-kernel", "none", "none", sample -> sample.seconds().orElseThrow());
        Optional<Double> own = median(boot.architecture(), boot.peer(), boot.protocol(), boot.network(),
                sample -> sample.seconds().orElseThrow());
        return floor.flatMap(limit -> own.map(found -> found / limit));
    }

    private Optional<Double> median(String architecture, String peer, String protocol, String network, ToDoubleFunction<Sample> figure) {
        return samples.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(architecture + "/" + peer + "/" + protocol + "/" + network))
                .findFirst().map(Map.Entry::getValue).map(PeerTable::good).filter(all -> !all.isEmpty()).map(all -> median(all, figure));
    }

    private static double median(List<Sample> all, ToDoubleFunction<Sample> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static String range(List<Sample> all, ToDoubleFunction<Sample> figure, String format) {
        if (all.isEmpty()) {
            return "-";
        }
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        return String.format(Locale.ROOT, format + " (" + format + " to " + format + ")", median(all, figure), sorted[0],
                sorted[sorted.length - 1]);
    }
}
