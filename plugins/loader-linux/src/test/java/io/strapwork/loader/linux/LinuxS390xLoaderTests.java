package io.strapwork.loader.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

class LinuxS390xLoaderTests {
    private static final MemoryLayout MEMORY = new MemoryLayout(List.of(GuestRange.of(0, 16 << 20)),
            List.of(GuestRange.of(0x9000, 0x2000)));
    private final LinuxS390xLoader loader = new LinuxS390xLoader();

    private static byte[] image(int size, long commandLineBytes, long versionAt) {
        var file = ByteBuffer.allocate(size);
        new Random(size).nextBytes(file.array());
        file.put(0x10008, "S390EP".getBytes(StandardCharsets.US_ASCII)).putLong(0x10428, versionAt).putLong(0x10430, commandLineBytes);
        file.put(0x12000, "6.1.0-test (strapwork)\0".getBytes(StandardCharsets.US_ASCII));
        return file.array();
    }

    private static VerifiedImage kernel(byte[] file) {
        var part = new FetchedPart("kernel", BootUri.parse("tftp://10.0.2.2/vmlinuz"), MemorySegment.ofArray(file).asReadOnly(), "",
                Duration.ZERO);
        return new VerifiedImage(List.of(new VerifiedPart(part, "none")));
    }

    private LoadPlan plan(byte[] file) {
        return loader.plan(kernel(file), Architecture.S390X, MEMORY);
    }

    private static String told(org.junit.jupiter.api.function.Executable plan) {
        return assertThrows(StrapworkException.class, plan).problems().stream()
                .map(one -> one.code() + " " + one.blame() + "  " + one.where() + "\n  " + one.what() + "\n  " + one.hint() + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void placesWhatIsBehindTheCardLoader() {
        byte[] file = image(0x20000, 0x1000, 0x12000);
        LoadPlan plan = plan(file);
        assertEquals("linux-s390x", plan.format());
        assertEquals(ByteOrder.BIG_ENDIAN, plan.byteOrder());
        assertEquals(GuestAddress.of(0x10000), plan.entry());
        assertEquals(1, plan.segments().size());
        assertEquals(GuestRange.of(0x10000, 0x10000), plan.segments().getFirst().range());
        assertEquals(-1, plan.segments().getFirst().source().mismatch(MemorySegment.ofArray(file).asSlice(0x10000)));
    }

    @Test
    void readsTheVersionWithinBounds() {
        assertEquals(Optional.of("6.1.0-test (strapwork)"), version(image(0x20000, 0, 0x12000)));
        assertEquals(Optional.empty(), version(image(0x20000, 0, 0)));
        assertEquals(Optional.empty(), version(image(0x20000, 0, 0x20000)));
        assertEquals(Optional.empty(), version(image(0x20000, 0, -1)));
        byte[] endless = image(0x20000, 0, 0x12000);
        Arrays.fill(endless, 0x12000, 0x20000, (byte) 'x');
        assertEquals(256, version(endless).orElseThrow().length());
    }

    private static Optional<String> version(byte[] file) {
        return LinuxS390xView.parse(MemorySegment.ofArray(file), "").version();
    }

    @Test
    void takesOldKernelsForWhatTheyAre() {
        assertEquals(896, LinuxS390xView.parse(MemorySegment.ofArray(image(0x20000, 0, 0)), "").commandLineBytes());
    }

    @Test
    void tellsWhatIsWrong() {
        assertEquals("""
                SW-I301 USER  fetch.kernel
                  no kernel was fetched
                  set fetch.kernel in the profile to the kernel's URI
                """, told(() -> loader.plan(new VerifiedImage(List.of()), Architecture.S390X, MEMORY)));
        assertEquals("""
                SW-I302 USER  tftp://10.0.2.2/vmlinuz
                  the file has 67583 bytes, but a Linux image for s390x has at least 67584
                  the file is truncated, or is not a kernel; compare its size and digest with the original
                """, told(() -> plan(new byte[0x10800 - 1])));
        byte[] unmarked = image(0x20000, 0x20000, 0);
        unmarked[0x1000d] = 'p';
        assertEquals("""
                SW-I303 USER  tftp://10.0.2.2/vmlinuz byte 0x10008
                  the file is not a Linux image for s390x: it has no "S390EP" at 0x10008
                  use the kernel image (Debian's vmlinuz), or vmlinux with the elf loader
                SW-I304 USER  tftp://10.0.2.2/vmlinuz byte 0x10430
                  the image says that its command line has 0x20000 bytes, which do not fit in the image
                  the file is damaged; compare its digest with the original
                """, told(() -> plan(unmarked)));
        assertEquals("""
                SW-I305 USER  tftp://10.0.2.2/vmlinuz
                  the file is a Linux image for s390x, but the machine is ppc64
                  use a kernel for ppc64, or set machine.architecture to "s390x"
                """, told(() -> loader.plan(kernel(image(0x20000, 0, 0)), Architecture.PPC64, MEMORY)));
        var small = new MemoryLayout(List.of(GuestRange.of(0, 0x1ffff)), List.of(GuestRange.of(0x9000, 0x7001)));
        assertEquals("""
                SW-I306 USER  tftp://10.0.2.2/vmlinuz
                  the image goes to [0x10000, 0x20000), but the machine has memory at [0x0, 0x1ffff)
                  give the machine more memory (machine.memory), or boot a smaller kernel
                SW-I307 USER  tftp://10.0.2.2/vmlinuz
                  the image goes to [0x10000, 0x20000), which overlaps [0x9000, 0x10001), reserved by the machine
                  this kernel can't be moved; report this to the author of the machine plugin
                """, told(() -> loader.plan(kernel(image(0x20000, 0, 0)), Architecture.S390X, small)));
    }

    @Test
    void survivesMutations() {
        var random = new Random(390);
        byte[] good = image(0x12100, 0x1000, 0x12000);
        int refused = 0;
        for (int round = 0; round < 4000; round++) {
            byte[] file = random.nextInt(4) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                int at = random.nextBoolean() ? 0x10428 + random.nextInt(16) : 0x10000 + random.nextInt(0x500);
                if (at < file.length) {
                    file[at] = (byte) random.nextInt();
                }
            }
            refused += plans(file) ? 0 : 1;
        }
        assertTrue(refused > 1000 && refused < 3900, refused + " refused");
    }

    private boolean plans(byte[] file) {
        try {
            LoadPlan plan = plan(file);
            assertEquals(GuestRange.of(0x10000, file.length - 0x10000), plan.segments().getFirst().range());
            return true;
        } catch (StrapworkException e) {
            assertTrue(e.problems().stream().allMatch(problem -> problem.code().startsWith("SW-I30")), e.getMessage());
            return false;
        }
    }

    /** What the loader looks at: 0x10000 zeros, which it doesn't, come before. */
    static Stream<byte[]> heads() {
        return Stream.of(Arrays.copyOfRange(image(0x12100, 0x1000, 0x500), 0x10000, 0x10800));
    }

    @MethodSource("heads")
    @FuzzTest
    void anyHead(byte[] head) {
        plans(ByteBuffer.allocate(0x10000 + head.length).position(0x10000).put(head).array());
    }
}
