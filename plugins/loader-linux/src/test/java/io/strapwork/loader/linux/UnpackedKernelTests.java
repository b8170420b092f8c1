package io.strapwork.loader.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.loader.linux.LinuxX86Options.Unpack;
import io.strapwork.testkit.fake.Parts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is unpacked, where it goes, and when the kernel had better unpack itself. */
class UnpackedKernelTests {
    private static final MemoryLayout MEMORY = new MemoryLayout(List.of(GuestRange.of(0, 64 << 20)), List.of(GuestRange.of(0, 0x10000)));
    private final Map<String, String> facts = new HashMap<>();
    private final LinuxX86Loader loader = loader(Unpack.AUTO);

    private LinuxX86Loader loader(Unpack unpack) {
        return new LinuxX86Loader(new LinuxX86Options(unpack), facts::put);
    }

    private LoadPlan plan(ByteBuffer file) {
        return loader.plan(Parts.kernel(file.array()), Architecture.X86_64, MEMORY);
    }

    private static void assertIsKernel(ByteBuffer vmlinux, long at, LoadPlan plan) {
        assertEquals("linux-x86", plan.format());
        assertEquals(GuestAddress.of(at + PackedImage.ENTRY), plan.entry());
        List<Segment> segments = plan.segments();
        assertEquals(
                List.of(GuestRange.of(at, 0x3000),
                        GuestRange.of(at + PackedImage.SECOND_AT, PackedImage.INIT_SIZE - PackedImage.SECOND_AT)),
                segments.stream().map(Segment::range).toList());
        assertEquals(-1, segments.get(0).source().mismatch(MemorySegment.ofArray(vmlinux.array()).asSlice(0x1000, 0x3000)));
        assertEquals(-1, segments.get(1).source().mismatch(MemorySegment.ofArray(vmlinux.array()).asSlice(0x4000, 0x1000)));
    }

    @Test
    void theKernelWithinGoesWhereItWasLinkedTo() {
        ByteBuffer vmlinux = PackedImage.vmlinux();
        assertIsKernel(vmlinux, PackedImage.PREFERRED, plan(PackedImage.of(PackedImage.xz(vmlinux.array()))));
        assertEquals(Map.of("unpacked", "20544 bytes; no KASLR, no 5-level paging"), facts);
        assertIsKernel(vmlinux, PackedImage.PREFERRED, plan(PackedImage.of(PackedImage.gzip(vmlinux.array()))));
    }

    @Test
    void itIsMovedAsAWhole() {
        ByteBuffer vmlinux = PackedImage.vmlinux();
        var high = new MemoryLayout(MEMORY.ram(), List.of(GuestRange.of(PackedImage.PREFERRED, 0x100000)));
        VerifiedImage image = Parts.kernel(PackedImage.of(PackedImage.xz(vmlinux.array())).array());
        assertIsKernel(vmlinux, 0x1200000, loader.plan(image, Architecture.X86_64, high));
    }

    @Test
    void itUnpacksItselfWhereAskedTo() {
        ByteBuffer file = PackedImage.of(PackedImage.xz(PackedImage.vmlinux().array()));
        LoadPlan plan = loader(Unpack.NEVER).plan(Parts.kernel(file.array()), Architecture.X86_64, MEMORY);
        assertUnpacksItself(file, plan);
        assertEquals(Map.of(), facts);
    }

    private static void assertUnpacksItself(ByteBuffer file, LoadPlan plan) {
        assertEquals(GuestAddress.of(PackedImage.PREFERRED + 0x200), plan.entry());
        assertEquals(List.of(GuestRange.of(PackedImage.PREFERRED, PackedImage.INIT_SIZE)),
                plan.segments().stream().map(Segment::range).toList());
        assertEquals(-1, plan.segments().getFirst().source().mismatch(MemorySegment.ofArray(file.array()).asSlice(2048)));
    }

    static Stream<Arguments> doubts() {
        byte[] plain = PackedImage.vmlinux().array();
        byte[] packed = PackedImage.xz(plain);
        byte[] torn = packed.clone();
        torn[packed.length / 2] ^= 1;
        return Stream.of(
                Arguments.of(PackedImage.of(packed).putShort(0x206, (short) 0x20e),
                        "its header names no payload that is known to start by itself"),
                Arguments.of(PackedImage.of(packed).putInt(0x24c, 0x100000),
                        "its header names no payload that is known to start by itself"),
                Arguments.of(PackedImage.of(packed).putInt(0x24c, 4), "the payload has 4 bytes"),
                Arguments.of(PackedImage.of(PackedImage.xz(new byte[1 << 20])).putInt(0x260, 0x80000),
                        "the payload unpacks to 1048576 bytes, but the kernel asks for 524288"),
                Arguments.of(PackedImage.of(packed).putInt(0x260, 0x8000), "segment 1 of the vmlinux"),
                Arguments.of(PackedImage.of(packed).putLong(0x258, 0x1100000), "it goes to 0x1100000, which is no multiple of 2 MiB"),
                Arguments.of(PackedImage.of(torn), "the payload can't be unpacked: "),
                Arguments.of(PackedImage.of(PackedImage.xz(new byte[200])), "the payload is no ELF executable for x86-64"),
                Arguments.of(elf(PackedImage.vmlinux().putShort(18, (short) 22)), "the payload is no ELF executable for x86-64"),
                Arguments.of(elf(PackedImage.vmlinux().put(4, (byte) 1)), "the payload is no ELF executable for x86-64"),
                Arguments.of(elf(PackedImage.vmlinux().putShort(56, (short) 17)), "the vmlinux has 17 program headers at byte 0x40"),
                Arguments.of(elf(PackedImage.vmlinux().putLong(32, -1)), "the vmlinux has 3 program headers at byte 0xffffffffffffffff"),
                Arguments.of(elf(PackedImage.vmlinux().putShort(56, (short) 1)), "the vmlinux does not begin at 0x1000000"),
                Arguments.of(elf(PackedImage.vmlinux().putLong(24, 0)), "the vmlinux' entry 0x0 is in none of its segments"),
                Arguments.of(elf(PackedImage.vmlinux().putLong(24, PackedImage.PREFERRED + 0x3000)),
                        "the vmlinux' entry 0x1003000 is in none"),
                Arguments.of(elf(PackedImage.segment(PackedImage.vmlinux(), 1, 1, 0x4000, PackedImage.PREFERRED + 0x2000, 0x1000, 0x8000)),
                        "segments of the vmlinux overlap at 0x1002000"),
                Arguments.of(
                        elf(PackedImage.segment(PackedImage.vmlinux(), 1, 1, 0x4000, PackedImage.PREFERRED - 0x200000, 0x1000, 0x8000)),
                        "segment 1 of the vmlinux has 0x1000 bytes at 0x4000 for 0x8000 at 0xe00000 of [0x1000000, 0x1900000)"),
                Arguments.of(
                        elf(PackedImage.segment(PackedImage.vmlinux(), 1, 1, 0x4000, PackedImage.PREFERRED, 0x1000,
                                PackedImage.INIT_SIZE + 1)),
                        "segment 1 of the vmlinux"),
                Arguments.of(
                        elf(PackedImage.segment(PackedImage.vmlinux(), 1, 1, 0x5000, PackedImage.PREFERRED + 0x200000, 0x1000, 0x8000)),
                        "segment 1 of the vmlinux"),
                Arguments.of(elf(PackedImage.segment(PackedImage.vmlinux(), 1, 1, 0x4000, PackedImage.PREFERRED + 0x200000, 0x1000, 0x800)),
                        "segment 1 of the vmlinux"),
                Arguments.of(elf(PackedImage.vmlinux().putLong(64 + 56 + 48, 0x1000)), "segment 1 of the vmlinux"));
    }

    private static ByteBuffer elf(ByteBuffer vmlinux) {
        return PackedImage.of(PackedImage.xz(vmlinux.array()));
    }

    @ParameterizedTest
    @MethodSource("doubts")
    void anyDoubtIsTheKernels(ByteBuffer file, String doubt) {
        LoadPlan plan = plan(file);
        assertEquals(List.of("kernel.0"), plan.segments().stream().map(Segment::name).toList());
        assertEquals(loader(Unpack.NEVER).plan(Parts.kernel(file.array()), Architecture.X86_64, MEMORY).entry(), plan.entry());
        String told = facts.getOrDefault("unpacked", "");
        assertTrue(told.startsWith("no: " + doubt), told);
    }

    @Test
    void memoryBeyondFourLevelsOfPagingIsTheKernels() {
        ByteBuffer file = elf(PackedImage.vmlinux());
        var large = new MemoryLayout(List.of(GuestRange.of(0, 64 << 20), GuestRange.of(1L << 46, 1 << 20)), List.of());
        assertUnpacksItself(file, loader.plan(Parts.kernel(file.array()), Architecture.X86_64, large));
        assertEquals(Map.of("unpacked", "no: the machine has memory that only 5-level paging reaches"), facts);
    }

    @Test
    void noMoreIsUnpackedThanTheMachineHasMemory() {
        ByteBuffer file = elf(PackedImage.vmlinux()).putInt(0x260, 0x4000000);
        var early = loader(Unpack.AUTO);
        early.begin(Parts.kernel(file.array()).part("kernel").orElseThrow(),
                new MemoryLayout(List.of(GuestRange.of(0, 20_000)), List.of()));
        early.plan(Parts.kernel(file.array()), Architecture.X86_64, new MemoryLayout(List.of(GuestRange.of(0, 256 << 20)), List.of()));
        assertEquals("20544 bytes; no KASLR, no 5-level paging", facts.get("unpacked"), "another kernel is unpacked anew");
    }

    /** The bytes are changed after they were unpacked, so that only what was unpacked early can be right. */
    @Test
    void whatWasUnpackedEarlyIsPlanned() {
        ByteBuffer vmlinux = PackedImage.vmlinux();
        byte[] file = PackedImage.of(PackedImage.xz(vmlinux.array())).array();
        var part = new FetchedPart("kernel", BootUri.parse("http://10.0.2.2/vmlinuz"), MemorySegment.ofArray(file).asReadOnly(), "",
                Duration.ZERO);
        var image = new VerifiedImage(List.of(new VerifiedPart(part, "none")));
        loader.begin(image.parts().getFirst(), MEMORY);
        file[2048 + 0x300] = 0;
        assertIsKernel(vmlinux, PackedImage.PREFERRED, loader.plan(image, Architecture.X86_64, MEMORY));
    }

    @Test
    void nothingIsUnpackedEarlyThatIsNoKernel() {
        loader.begin(Parts.kernel(new byte[10]).part("kernel").orElseThrow(), MEMORY);
        loader.begin(Parts.kernel(PackedImage.of(new byte[10]).array()).part("kernel").orElseThrow(), MEMORY);
        assertEquals(Map.of(), facts);
    }

    static Stream<byte[]> kernels() {
        return Stream.of(PackedImage.vmlinux().array());
    }

    @MethodSource("kernels")
    @FuzzTest
    void anyVmlinux(byte[] vmlinux) {
        planned(plan(PackedImage.of(PackedImage.gzip(vmlinux))));
    }

    static Stream<byte[]> payloads() {
        return Stream.of(PackedImage.xz(PackedImage.vmlinux().array()), PackedImage.gzip(PackedImage.vmlinux().array()));
    }

    @MethodSource("payloads")
    @FuzzTest
    void anyPayload(byte[] payload) {
        planned(plan(PackedImage.of(payload)));
    }

    /** Whatever is packed, what is planned is within what the header asks for. */
    private static void planned(LoadPlan plan) {
        var room = GuestRange.of(PackedImage.PREFERRED, Math.max(PackedImage.INIT_SIZE, plan.segments().getFirst().memoryBytes()));
        long end = room.start().value();
        for (Segment segment : plan.segments()) {
            assertTrue(room.contains(segment.range()) && segment.at().value() >= end, segment::toString);
            end = segment.range().end().value();
        }
        assertTrue(plan.segments().stream().anyMatch(segment -> segment.range().contains(plan.entry())), plan::toString);
    }
}
