package io.strapwork.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.plugin.Problem;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.network.gateway.tls.TlsIdentity;
import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.Swaps;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.PartReport;
import io.strapwork.runtime.outcome.BootOutcome.SegmentReport;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.walk.BootListener;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Boots over wires of all sorts of badness, one a seed, in virtual time: each comes to its end, with the right bytes in the machine's memory or with problems that are no faults, and leaves nothing behind.
 * {@code .ci/storm N} has more seeds, {@code .ci/storm N FIRST} begins with another one.
 */
class StormTests {
    private static final int BOOTS = Integer.getInteger("strapwork.storm", 40);
    private static final int FIRST = Integer.getInteger("strapwork.storm.first", 1);
    private static final Duration LONGEST = Duration.ofHours(8);
    private static final int INITRDS = 6;
    private static final List<String> FAULTS = List.of("loss", "reorder", "duplicate", "corrupt");
    private static final String PROFILE = """
            name = "storm"
            [machine]
            use = "embedded"
            architecture = "s390x"
            memory = "64MiB"
            [trust]
            use = "none"
            """;

    /** What the network speaks. The first has the weather that it always had. */
    private enum Network {
        IPV4, IPV6, BOTH
    }

    private final Catalogue catalogue = Discovery.discover(StormTests.class.getClassLoader(), List.of());
    private final List<String> wrong = new ArrayList<>();
    private final TreeMap<String, Integer> ends = new TreeMap<>();

    @TempDir
    Path folder;

    @TempDir
    Path tls;

    @BeforeEach
    void serve() throws IOException {
        Files.write(folder.resolve("vmlinux"), DemoKernel.bytes(128 << 10));
        var random = new Random(7);
        for (int i = 0; i < INITRDS; i++) {
            var bytes = new byte[random.nextInt(1, i % 2 == 0 ? 20_000 : 400_000)];
            random.nextBytes(bytes);
            Files.write(folder.resolve("initrd" + i), bytes);
        }
        TlsIdentity.prepare(tls);
    }

    @ParameterizedTest
    @EnumSource(Network.class)
    void everyBootEndsWellOrWithProblems(Network network) throws Exception {
        for (int seed = FIRST; seed < FIRST + BOOTS; seed++) {
            boot(network, seed);
        }
        int handedOff = ends.getOrDefault("handed off", 0);
        System.out
                .println(BOOTS + " boots over " + network + " from seed " + FIRST + ": " + handedOff + " handed off, " + (BOOTS - handedOff)
                        + " ended otherwise, " + wrong.size() + " of all wrongly");
        ends.forEach((end, count) -> System.out.println("  " + count + "  " + end));
        assertEquals(List.of(), wrong);
    }

    private void boot(Network network, int seed) throws Exception {
        var random = new Random(seed);
        List<String> overrides = weather(random, network, network == Network.IPV4 ? "10.0.2.2" : host(network, random));
        Assembly assembly = Assembler.assemble(catalogue, Profile.parse("storm.toml", PROFILE, overrides), Swaps.NONE);
        VirtualClock clock = VirtualClock.jumping();
        var settings = new BootSettings(clock, Optional.of((long) seed), BootListener.none(), Optional.empty());
        String end;
        try {
            BootOutcome outcome = clock.run("storm", () -> BootBuffers.counted(new BootWalk(assembly, settings)::run));
            end = judged(outcome).orElse("");
            if (clock.elapsed().compareTo(LONGEST) > 0) {
                end = "took " + clock.elapsed();
            }
            if (!clock.strangers().isEmpty()) {
                end = String.join(", ", clock.strangers());
            }
        } catch (AssertionError e) {
            end = "hangs or leaks: " + e.getMessage();
        }
        if (!end.isEmpty()) {
            wrong.add("seed " + seed + ": " + end + "; -P " + String.join(" -P ", overrides));
        }
    }

    /** What is wrong with how a boot ended; counts how they end. */
    private Optional<String> judged(BootOutcome outcome) throws Exception {
        if (!outcome.handedOff()) {
            ends.merge(outcome.problems().isEmpty() ? "nothing" : outcome.problems().getFirst().code(), 1, Integer::sum);
            List<String> faults = outcome.problems().stream().filter(problem -> problem.code().startsWith("SW-X")).map(Problem::toString)
                    .toList();
            return outcome.problems().isEmpty()
                    ? Optional.of("failed without a problem")
                    : faults.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", faults));
        }
        ends.merge("handed off", 1, Integer::sum);
        for (PartReport part : outcome.parts()) {
            byte[] file = Files.readAllBytes(folder.resolve(part.uri().substring(part.uri().lastIndexOf('/') + 1)));
            if (!part.sha256().equals(sha256(file))) {
                return Optional.of("wrong bytes in " + part.name());
            }
            Optional<SegmentReport> placed = outcome.segments().stream().filter(segment -> segment.name().equals(part.name())).findFirst();
            if (part.name().equals("initrd") && !placed.map(SegmentReport::sha256).equals(Optional.of(part.sha256()))) {
                return Optional.of("wrong bytes in memory: " + outcome.segments());
            }
        }
        return Optional.empty();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static String host(Network network, Random random) {
        return switch (random.nextInt(network == Network.IPV6 ? 2 : 3)) {
            case 0 -> "[fd00:5354:5250::2]";
            case 1 -> "boot.strapwork";
            default -> "10.0.2.2";
        };
    }

    /** Whose address the boot has, and how it gets it. */
    private static List<String> addresses(Random random, Network network, String host) {
        String patience = "address.patience=" + any(random, 5, 20, 60) + "s";
        if (network == Network.IPV4) {
            return List.of("address.use=dhcp", patience);
        }
        var overrides = new ArrayList<String>();
        overrides.add("machine.families=" + (network == Network.IPV6 ? "[\"ipv6\"]" : "[\"ipv4\", \"ipv6\"]"));
        // Only auto asks for addresses of both families.
        switch (host.startsWith("10.") ? 2 + random.nextInt(2) : random.nextInt(4)) {
            case 0 ->
                overrides.addAll(List.of("address.use=slaac", patience, "machine.ip6=" + (random.nextBoolean() ? "slaac" : "stateless")));
            case 1 -> overrides.addAll(List.of("address.use=dhcp6", patience, "machine.ip6=" + (random.nextBoolean() ? "slaac" : "dhcp6")));
            case 2 -> overrides.addAll(List.of("address.use=auto", "machine.ip6=stateless"));
            default -> overrides.addAll(List.of("address.use=auto", "machine.ip6=dhcp6"));
        }
        if (random.nextInt(4) == 0) {
            overrides.add("machine.router-delay=" + random.nextInt(9) + "s");
        }
        return overrides;
    }

    /** One machine, one wire and one patience, all at random. */
    private List<String> weather(Random random, Network network, String host) throws Exception {
        // A late datagram to a transfer that is over would open a socket of the relay, and time would run at the computer's speed from then on.
        var overrides = new ArrayList<>(
                List.of("machine.serve=" + folder, "machine.relay=false", "machine.seed=" + random.nextLong()));
        double worst = random.nextInt(8) == 0 ? 0.5 : 0.08;
        for (String fault : FAULTS) {
            if (random.nextBoolean()) {
                overrides.add("machine." + fault + "=" + Math.round(random.nextDouble() * worst * 1000) / 1000.0);
            }
        }
        if (random.nextInt(3) == 0) {
            int delay = random.nextInt(300);
            overrides.add("machine.delay=" + delay + "ms");
            overrides.add("machine.jitter=" + random.nextInt(delay + 1) + "ms");
        }
        overrides.add("machine.mtu=" + any(random, network == Network.IPV4 ? 576 : 1400, 1280, 1500, 9000, 65510));
        overrides.add("machine.queue-size=" + any(random, 4, 16, 64, 256));
        overrides.add("link.use=" + (random.nextBoolean() ? "virtio-ccw" : "virtio-pci"));
        overrides.addAll(addresses(random, network, host));
        String scheme = switch (random.nextInt(5)) {
            case 0, 1 -> "tftp";
            case 2, 3 -> "http";
            default -> "https";
        };
        overrides.add("fetch.kernel=" + scheme + "://" + host + "/vmlinux");
        if (random.nextInt(4) != 0) {
            overrides.add("fetch.initrd=" + scheme + "://" + host + "/initrd" + random.nextInt(INITRDS));
        }
        switch (scheme) {
            case "tftp" -> {
                overrides.add("fetch.tftp.patience=" + any(random, 2, 5, 15) + "s");
                overrides.add("fetch.tftp.block-bytes=" + any(random, 512, 1428, 8192));
                overrides.add("fetch.tftp.window-blocks=" + any(random, 1, 4, 32));
            }
            default -> {
                overrides.add("fetch." + scheme + ".patience=" + any(random, 2, 5, 15) + "s");
                overrides.add("fetch." + scheme + ".attempts=" + any(random, 1, 3, 5));
                overrides.add("transport.tcp.receive-buffer=" + any(random, 16, 256, 4096) + "KiB");
            }
        }
        if (scheme.equals("https")) {
            overrides.addAll(List.of("machine.tls=" + tls, "transport.tls.ca=" + tls.resolve("ca.pem")));
        }
        if (scheme.equals("tftp") && overrides.stream().anyMatch(override -> override.startsWith("machine.corrupt="))) {
            // A bit in each of two fragments of a datagram: if they are 16 bits apart, and opposite, UDP's sum stays what it was (RFC 1071). Only digests see that.
            overrides.add("trust.use=digest");
            for (String override : List.copyOf(overrides)) {
                if (override.startsWith("fetch.") && override.contains("://")) {
                    String part = override.substring("fetch.".length(), override.indexOf('='));
                    byte[] file = Files.readAllBytes(folder.resolve(override.substring(override.lastIndexOf('/') + 1)));
                    overrides.add("trust." + part + "=sha256:" + sha256(file));
                }
            }
        }
        return overrides;
    }

    private static int any(Random random, int... values) {
        return values[random.nextInt(values.length)];
    }
}
