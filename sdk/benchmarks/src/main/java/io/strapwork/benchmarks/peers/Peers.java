package io.strapwork.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** {@code Peers HOME WORK HTTP-PORT HTTPS-PORT ROUNDS REGEX}: boots everything whose name matches, in interleaved rounds, and prints a table. */
public final class Peers {
    private static final Duration LIMIT = Duration.ofSeconds(240);

    private Peers() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path work = Path.of(arguments[1]);
        int rounds = Integer.parseInt(arguments[4]);
        var wanted = Pattern.compile(arguments[5]);
        Files.createDirectories(work.resolve("out"));
        var lab = new PeerLab(Path.of(arguments[0]), work, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        List<PeerBoot> boots = lab.boots().stream().filter(boot -> wanted.matcher(boot.name()).find()).toList();
        Map<PeerBoot, List<Sample>> samples = new LinkedHashMap<>();
        boots.forEach(boot -> samples.put(boot, new ArrayList<>()));
        try (var raw = Files.newBufferedWriter(work.resolve("samples.tsv"))) {
            for (int round = 1; round <= rounds; round++) {
                for (PeerBoot boot : boots) {
                    System.err.printf(Locale.ROOT, "round %d of %d: %-40s", round, rounds, boot.name());
                    Sample sample = BootRun.run(boot, LIMIT, work.resolve("out").resolve(boot.name().replace('/', '-') + ".console"));
                    Objects.requireNonNull(samples.get(boot)).add(sample);
                    String line = String.format(Locale.ROOT, "%s\t%.3f\t%.2f\t%d\t%.3f\t%.2f", boot.name(), sample.seconds().orElse(-1.0),
                            sample.cpuSeconds(), sample.rate().bytes(), sample.rate().busySeconds(), sample.rate().megabytesPerSecond());
                    raw.write(line + "\n");
                    raw.flush();
                    System.err.println(line.substring(line.indexOf('\t')));
                }
            }
        }
        System.out.print(new PeerTable(samples).text());
    }
}
