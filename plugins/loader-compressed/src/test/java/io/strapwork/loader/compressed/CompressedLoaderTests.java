package io.strapwork.loader.compressed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.testkit.fake.Parts;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is unpacked, who plans it, and what is too much. */
class CompressedLoaderTests {
    private static final MemoryLayout LAYOUT = layout(64 << 20);
    private final List<String> asked = new ArrayList<>();
    private final List<VerifiedImage> images = new ArrayList<>();
    private final Map<String, String> facts = new HashMap<>();
    private final CompressedLoader loader = new CompressedLoader(named("elf"), named("linux-s390x"), named("linux-x86"), facts::put);

    private static MemoryLayout layout(long bytes) {
        return new MemoryLayout(List.of(GuestRange.of(0, bytes)), List.of());
    }

    private ImageLoader named(String id) {
        return (image, machine, layout) -> {
            asked.add(id);
            images.add(image);
            return new LoadPlan(id, machine, ByteOrder.BIG_ENDIAN, List.of(), GuestAddress.of(0));
        };
    }

    private byte[] kernel() {
        return images.getLast().part("kernel").orElseThrow().content().toArray(ValueLayout.JAVA_BYTE);
    }

    private Problem refused(byte[] file, Architecture machine, MemoryLayout layout) {
        return assertThrows(StrapworkException.class, () -> loader.plan(Parts.kernel(file), machine, layout)).problems().getFirst();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasPackedIsPlanned(Packed format) {
        byte[] plain = Packed.s390x(format.block() + (1 << 20));
        byte[] file = format.pack(plain);
        var initrd = Parts.verified("initrd", new byte[]{1, 2});
        LoadPlan plan = loader.plan(Parts.kernel(file, List.of(initrd)), Architecture.S390X, LAYOUT);
        assertEquals("linux-s390x", plan.format());
        assertEquals(Map.of("unpacked-bytes", Integer.toString(plain.length)), facts);
        assertArrayEquals(plain, kernel());
        assertEquals(initrd, images.getLast().part("initrd").orElseThrow());
        assertEquals(Parts.sha256(file), images.getLast().part("kernel").orElseThrow().fetched().sha256());
    }

    @Test
    void theFirstBytesSayWhoPlans() {
        var elf = new byte[100];
        System.arraycopy(new byte[]{0x7f, 'E', 'L', 'F'}, 0, elf, 0, 4);
        var x86 = new byte[600];
        System.arraycopy(new byte[]{'H', 'd', 'r', 'S'}, 0, x86, 514, 4);
        loader.plan(Parts.kernel(Packed.GZIP.pack(elf)), Architecture.PPC64, LAYOUT);
        loader.plan(Parts.kernel(Packed.GZIP.pack(x86)), Architecture.X86_64, LAYOUT);
        assertEquals(List.of("elf", "linux-x86"), asked);
        assertEquals("SW-I404", refused(Packed.GZIP.pack(x86), Architecture.S390X, LAYOUT).code());
    }

    @ParameterizedTest
    @EnumSource
    void aBombIsRefused(Packed format) {
        byte[] file = format.pack(new byte[12 << 20]);
        assertTrue(file.length < 1 << 20, () -> file.length + " bytes");
        Problem problem = refused(file, Architecture.S390X, layout(8 << 20));
        assertEquals("SW-I402 the compressed kernel unpacks to more than 8388608 bytes", problem.code() + " " + problem.what());
    }

    @ParameterizedTest
    @EnumSource
    void damageIsTold(Packed format) {
        byte[] file = format.pack(Packed.s390x(600 << 10));
        assertEquals("SW-I403", refused(Arrays.copyOf(file, file.length / 2), Architecture.S390X, LAYOUT).code());
        assertEquals("SW-I403", refused(Arrays.copyOf(file, 5), Architecture.S390X, LAYOUT).code());
    }

    static Stream<byte[]> packed() {
        var elf = new byte[2000];
        System.arraycopy(new byte[]{0x7f, 'E', 'L', 'F'}, 0, elf, 0, 4);
        return Stream.of(Packed.values()).map(format -> format.pack(elf));
    }

    @MethodSource("packed")
    @FuzzTest
    void anyFile(byte[] file) {
        try {
            loader.plan(Parts.kernel(file), Architecture.PPC64, layout(1 << 20));
        } catch (StrapworkException e) {
            assertTrue(e.problems().stream().allMatch(problem -> problem.code().startsWith("SW-I40")), e.getMessage());
        }
        asked.clear();
        images.clear();
    }

    @Test
    void whatIsNoKernelIsNamed() {
        Problem problem = refused(Packed.XZ.pack("070701".repeat(30).getBytes(StandardCharsets.US_ASCII)), Architecture.S390X,
                LAYOUT);
        assertEquals("SW-I404", problem.code());
        assertTrue(problem.what().contains("initrd"), problem::toString);
        assertEquals("SW-I404", refused(Packed.ZSTD.pack(new byte[10]), Architecture.S390X, LAYOUT).code());
    }
}
