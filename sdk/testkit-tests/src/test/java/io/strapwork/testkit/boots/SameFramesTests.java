package io.strapwork.testkit.boots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.netty.buffer.ByteBufUtil;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.network.gateway.tls.TlsIdentity;
import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.Swaps;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.walk.BootListener;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import io.strapwork.testkit.VirtualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same seed gives the same frames at the same times, over a wire that loses, reorders, doubles and corrupts two of a hundred, and the boot comes to its end on it;
 * {@code .ci/same-frames N} has more seeds.
 */
class SameFramesTests {
    private static final int SEEDS = Integer.getInteger("strapwork.seeds", 50);
    /** Two hundred blocks or segments each way, of which four or five meet each fault: fifty seeds have hundreds of each. More seeds by hand have the whole kernel. */
    private static final byte[] KERNEL = System.getProperty("strapwork.seeds") == null ? DemoKernel.bytes(256 << 10) : DemoKernel.bytes();
    private static final int TLS_SEEDS = Math.max(1, SEEDS / 5);
    /** Of 72 bytes at most; a number that is two bytes shorter than usual is one in 65,536. */
    private static final int SIGNATURE_SPREAD = 6;
    private static final String HANDED_OFF = "handed off";
    private static final byte[] GUEST = HexFormat.of().parseHex("525400123456");

    private final Catalogue catalogue = Discovery.discover(SameFramesTests.class.getClassLoader(), List.of());

    @TempDir
    Path folder;

    @TempDir
    Path tls;

    /** @param fromGuest by its source address @param headers its first bytes */
    private record Frame(Duration at, boolean fromGuest, int bytes, ByteBuffer headers) {
        private static final int HEADERS = 80;

        static Frame of(Duration at, byte[] bytes) {
            return new Frame(at, Arrays.equals(bytes, 6, 12, GUEST, 0, 6), bytes.length,
                    ByteBuffer.wrap(Arrays.copyOf(bytes, Math.min(HEADERS, bytes.length))));
        }

        @Override
        public String toString() {
            return "\n" + at + (fromGuest ? " from the guest " : " to the guest ") + bytes + " bytes "
                    + HexFormat.of().formatHex(headers.array());
        }

        /** When, and by whom. */
        Frame unsized() {
            return new Frame(at, fromGuest, 0, ByteBuffer.allocate(0));
        }
    }

    /** @param digest of all frames, with their times */
    private record Capture(String digest, List<Frame> frames, String outcome) {
        String brief() {
            return frames.size() + " frames, " + digest.substring(0, 16) + ", " + outcome;
        }

        /** Where they part. */
        String unlike(Capture other) {
            int at = 0;
            while (at < Math.min(frames.size(), other.frames.size()) && frames.get(at).equals(other.frames.get(at))) {
                at++;
            }
            return brief() + " and " + other.brief() + "; from frame " + at + " on " + from(at) + "\nand " + other.from(at);
        }

        private String from(int at) {
            return frames.subList(at, Math.min(at + 3, frames.size())).toString();
        }

        List<Frame> unsized() {
            return frames.stream().map(Frame::unsized).toList();
        }
    }

    @BeforeEach
    void serve() throws IOException {
        Path kernel = Files.write(folder.resolve("vmlinux"), KERNEL);
        // Servers tell it.
        Files.setLastModifiedTime(kernel, FileTime.from(VirtualClock.jumping().now()));
    }

    /** Even seeds by TFTP, odd ones by HTTP. */
    @Test
    void sameSeedSameFrames() throws Exception {
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        var differ = new ArrayList<String>();
        var failed = new ArrayList<String>();
        for (int seed = 1; seed <= SEEDS; seed++) {
            String profile = seed % 2 == 0 ? Profiles.TFTP : Profiles.HTTP;
            Capture one = boot(profile, seed);
            Capture other = boot(profile, seed);
            if (!one.equals(other)) {
                differ.add("seed " + seed + ": " + one.unlike(other));
            }
            if (!one.outcome.equals(HANDED_OFF)) {
                failed.add("seed " + seed + ": " + one.outcome);
            }
            all.update(one.digest.getBytes(StandardCharsets.US_ASCII));
        }
        System.out.println(SEEDS + " seeds, " + (SEEDS - differ.size()) + " identical captures");
        System.out.println("digest of all captures: " + HexFormat.of().formatHex(all.digest()).substring(0, 16));
        assertEquals(List.of(), differ);
        assertEquals(List.of(), failed, "two boots that fail alike show little");
    }

    /** A wire that is slow, so that the second part is fetched beside the first. */
    @Test
    void twoPartsAtOnceSameSeedSameFrames() throws Exception {
        Files.setLastModifiedTime(Files.write(folder.resolve("initrd"), new byte[300_000]), FileTime.from(VirtualClock.jumping().now()));
        for (int seed = 1; seed <= TLS_SEEDS; seed++) {
            String scheme = seed % 2 == 0 ? "tftp" : "http";
            String[] two = {"machine.delay=20ms", "fetch.kernel=" + scheme + "://10.0.2.2/vmlinux",
                "fetch.initrd=" + scheme + "://10.0.2.2/initrd"};
            Capture one = boot(Profiles.HTTP, seed, two);
            same(seed, one, boot(Profiles.HTTP, seed, two));
            assertEquals(HANDED_OFF, one.outcome, "seed " + seed);
        }
    }

    /** On a network without IPv4, and on one that has both. By address: the numbers of DNS queries are Netty's, which no seed determines. */
    @ParameterizedTest
    @CsvSource({"slaac, [\"ipv6\"]", "dhcp6, [\"ipv6\"]", "auto, '[\"ipv4\", \"ipv6\"]'"})
    void overIpv6SameSeedSameFrames(String source, String families) throws Exception {
        for (int seed = 1; seed <= TLS_SEEDS; seed++) {
            String profile = seed % 2 == 0 ? Profiles.TFTP : Profiles.HTTP;
            String[] six = {"machine.families=" + families, "address.use=" + source,
                "fetch.kernel=" + (seed % 2 == 0 ? "tftp" : "http") + "://[fd00:5354:5250::2]/vmlinux"};
            Capture one = boot(profile, seed, six);
            same(seed, one, boot(profile, seed, six));
            assertEquals(HANDED_OFF, one.outcome, "seed " + seed);
        }
    }

    /**
     * TLS's bytes are random (RFC 8446 4.1.2, 4.2.8), so they differ. Sizes are the same but for the flight with the server's signature: ECDSA's two numbers are DER integers (RFC 3279
     * 2.2.3), a byte shorter or longer with their highest bits, and that changes neither how many frames there are nor when.
     */
    @Test
    void byTlsSameSeedSameCourse() throws Exception {
        TlsIdentity.prepare(tls);
        Files.write(folder.resolve("small"), DemoKernel.bytes(256 << 10));
        String[] trusting = {"fetch.kernel=https://10.0.2.2/small", "machine.tls=" + tls, "transport.tls.ca=" + tls.resolve("ca.pem")};
        for (int seed = 1; seed <= TLS_SEEDS; seed++) {
            String of = "seed " + seed;
            Capture one = boot(Profiles.HTTP, seed, trusting);
            Capture other = boot(Profiles.HTTP, seed, trusting);
            assertEquals(HANDED_OFF, one.outcome, of);
            assertEquals(one.outcome, other.outcome, of);
            assertEquals(one.unsized(), other.unsized(), of);
            assertNotEquals(one.digest, other.digest, of);
            assertEquals(List.of(), unlike(one.frames, other.frames), of);
        }
    }

    /** Frames whose sizes no signature explains. */
    private static List<String> unlike(List<Frame> some, List<Frame> others) {
        var unlike = new ArrayList<String>();
        for (int i = 0; i < some.size(); i++) {
            Frame one = some.get(i);
            int difference = Math.abs(one.bytes - others.get(i).bytes);
            if (difference > (one.fromGuest ? 0 : SIGNATURE_SPREAD)) {
                unlike.add("frame " + i + ": " + one + " and " + others.get(i));
            }
        }
        return unlike;
    }

    private static void same(int seed, Capture one, Capture other) {
        assertEquals(one.digest, other.digest, () -> "seed " + seed + ": " + one.unlike(other));
    }

    private Capture boot(String firmware, int seed, String... more) throws Exception {
        var overrides = new ArrayList<>(List.of("machine.serve=" + folder, "machine.seed=" + seed, "machine.mtu=1500", "machine.loss=0.02",
                "machine.reorder=0.02", "machine.duplicate=0.02", "machine.corrupt=0.02"));
        overrides.addAll(List.of(more));
        Assembly assembly = Assembler.assemble(catalogue, Profile.parse("same-frames.toml", firmware, overrides), Swaps.NONE);
        VirtualClock clock = VirtualClock.jumping();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        var frames = new ArrayList<Frame>();
        var settings = new BootSettings(clock, Optional.of((long) seed), BootListener.none(), Optional.of(frame -> {
            byte[] bytes = ByteBufUtil.getBytes(frame);
            digest.update(ByteBuffer.allocate(12).putLong(clock.elapsed().toNanos()).putInt(bytes.length).array());
            digest.update(bytes);
            frames.add(Frame.of(clock.elapsed(), bytes));
        }));
        BootOutcome outcome = clock.run("boot-test", new BootWalk(assembly, settings)::run);
        assertEquals(List.of(), clock.strangers());
        return new Capture(HexFormat.of().formatHex(digest.digest()), frames,
                outcome.handedOff() ? HANDED_OFF : outcome.problems().toString());
    }
}
