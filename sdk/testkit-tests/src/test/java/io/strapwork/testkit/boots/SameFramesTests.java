package io.strapwork.testkit.boots;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBufUtil;
import io.strapwork.cli.demo.DemoKernel;
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
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same seed gives the same frames at the same times, over a wire that loses, reorders, doubles and corrupts two of a hundred; {@code .ci/same-frames N} has more seeds. */
class SameFramesTests {
    private static final int SEEDS = Integer.getInteger("strapwork.seeds", 50);

    @TempDir
    Path folder;

    private record Capture(String digest, int frames, String outcome) {}

    @Test
    void sameSeedSameFrames() throws Exception {
        Path kernel = Files.write(folder.resolve("vmlinux"), DemoKernel.bytes());
        // Servers tell it.
        Files.setLastModifiedTime(kernel, FileTime.from(VirtualClock.jumping().now()));
        Catalogue catalogue = Discovery.discover(SameFramesTests.class.getClassLoader(), List.of());
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        var differ = new ArrayList<String>();
        for (int seed = 1; seed <= SEEDS; seed++) {
            Capture one = boot(catalogue, seed);
            Capture other = boot(catalogue, seed);
            if (!one.equals(other)) {
                differ.add("seed " + seed + ": " + one + " and " + other);
            }
            all.update(one.digest.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        System.out.println(SEEDS + " seeds, " + (SEEDS - differ.size()) + " identical captures");
        System.out.println("digest of all captures: " + HexFormat.of().formatHex(all.digest()).substring(0, 16));
        assertEquals(List.of(), differ);
    }

    /** Even seeds by TFTP, odd ones by HTTP. */
    private Capture boot(Catalogue catalogue, int seed) throws Exception {
        Profile profile = Profile.parse("same-frames.toml", seed % 2 == 0 ? Profiles.TFTP : Profiles.HTTP,
                List.of("machine.serve=" + folder, "machine.seed=" + seed, "machine.mtu=1500", "machine.loss=0.02", "machine.reorder=0.02",
                        "machine.duplicate=0.02", "machine.corrupt=0.02"));
        Assembly assembly = Assembler.assemble(catalogue, profile, Swaps.NONE);
        VirtualClock clock = VirtualClock.jumping();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        int[] frames = new int[1];
        var settings = new BootSettings(clock, Optional.of((long) seed), new BootListener() {
        }, Optional.of(frame -> {
            byte[] bytes = ByteBufUtil.getBytes(frame);
            digest.update(ByteBuffer.allocate(12).putLong(clock.elapsed().toNanos()).putInt(bytes.length).array());
            digest.update(bytes);
            frames[0]++;
        }));
        BootOutcome outcome = clock.run("boot-test", new BootWalk(assembly, settings)::run);
        assertEquals(List.of(), clock.strangers());
        return new Capture(HexFormat.of().formatHex(digest.digest()), frames[0], outcome.problems().toString());
    }
}
