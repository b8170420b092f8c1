package io.strapwork.runtime.pack;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestRange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What shims say on a real machine's console about bundles that they don't unpack. */
@Tag("real")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShimRefusalTests {
    private static final long FAR = 1L << 40;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"S390X", "X86_64"})
    void aBundleThatIsNotRight(Architecture architecture) throws Exception {
        EntryKind kind = architecture == Architecture.S390X ? EntryKind.S390X : EntryKind.PVH;
        EntryKind other = architecture == Architecture.S390X ? EntryKind.PVH : EntryKind.S390X;
        byte[] good = BundleTests.file(BundleTests.bundle(kind));
        var junk = new byte[100_000];
        new Random(1).nextBytes(junk);
        says(architecture, junk, "strapwork: the initrd is no bundle");
        says(architecture, BundleTests.file(BundleTests.bundle(other)), "strapwork: the bundle is for another architecture");
        says(architecture, Arrays.copyOf(good, 0x3000), "strapwork: the bundle is truncated");
        says(architecture, flipped(good, 0x90), "strapwork: the bundle's head is damaged");
        says(architecture, flipped(good, 0x1234), "strapwork: part 0 is damaged");
        says(architecture, flipped(good, 0x3fff), "strapwork: part 2 is damaged");
        says(architecture, flipped(good, BundleFormat.VERSION_AT + 1), "strapwork: the bundle has another version");
        says(architecture, one(kind, FAR, 0x1000), "strapwork: part 0 is outside of memory");
        says(architecture, one(kind, 0x100000, 1L << 30), "strapwork: part 0 is outside of memory");
    }

    private static byte[] flipped(byte[] good, int at) {
        byte[] bad = good.clone();
        bad[at] ^= 4;
        return bad;
    }

    private static byte[] one(EntryKind kind, long at, long bytes) {
        return BundleTests.file(new Bundle(kind, List.of(0L, 0L), "",
                List.of(new Bundle.Part("one", GuestRange.of(at, bytes), MemorySegment.ofArray(new byte[1])))));
    }

    private void says(Architecture architecture, byte[] bundle, String expected) throws IOException {
        Path shim = Files.write(folder.resolve("shim"), Shims.read(architecture));
        Path file = Files.write(folder.resolve("bundle"), bundle);
        String program = "qemu-system-" + architecture.id();
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", program)), program + " is not installed");
        var command = new ArrayList<>(
                List.of(program, "-m", "256M", "-nographic", "-nodefaults", "-no-reboot", "-serial", "stdio", "-kernel",
                        shim.toString(), "-initrd", file.toString()));
        Process qemu = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            var said = new StringBuilder();
            var lines = new BufferedReader(new InputStreamReader(qemu.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                if (line.contains("strapwork:")) {
                    break;
                }
            }
            assertTrue(said.toString().contains(expected), expected + " is not in " + said);
        } finally {
            qemu.destroyForcibly();
        }
    }
}
