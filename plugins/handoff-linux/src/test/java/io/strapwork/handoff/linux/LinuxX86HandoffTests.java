package io.strapwork.handoff.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MachineFacts.Kind;
import io.strapwork.api.machine.MachineFacts.MemoryMapEntry;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinuxX86HandoffTests {
    private static final MemoryLayout MEMORY = Fixtures.memory(64 << 20, GuestRange.of(0, 0x10000), GuestRange.of(0x9fc00, 0x60400));
    private static final ByteBuffer FILE = file();
    private static final LoadPlan PLAN = new LoadPlan("linux-x86", Architecture.X86_64, ByteOrder.LITTLE_ENDIAN,
            List.of(new Segment("kernel.0", GuestAddress.of(0x1000000), MemorySegment.ofArray(new byte[0x1000]), 0x900000)),
            GuestAddress.of(0x1000200));

    private static ByteBuffer file() {
        var file = ByteBuffer.allocate(0x3000).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0x1f1, (byte) 3).put(0x201, (byte) 0x66).put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII)).putInt(0x22c, 0x7fffffff);
        return file.putInt(0x238, 2047).putInt(0x260, 0x900000);
    }

    private static Handoff prepare(String cmdline, MachineFacts facts, VerifiedPart... more) {
        var parts = new java.util.ArrayList<>(List.of(Fixtures.part("kernel", MemorySegment.ofArray(FILE.array()))));
        parts.addAll(List.of(more));
        return new LinuxX86Handoff(LinuxX86Options.cmdline(cmdline)).prepare(PLAN,
                new HandoffRequest(Architecture.X86_64, MEMORY, new VerifiedImage(parts), Optional.empty(), Optional.empty(), facts));
    }

    private static ByteBuffer zeroPage(Handoff handoff) {
        Segment page = handoff.segments().stream().filter(one -> one.name().equals("zero-page")).findFirst().orElseThrow();
        assertEquals(handoff.cpu().register("rsi"), page.at().value());
        return page.source().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void tellsAllInTheZeroPage() {
        var facts = new MachineFacts(Optional.empty(), Optional.of(GuestAddress.of(0x3f00000)),
                List.of(new MemoryMapEntry(GuestRange.of(0, 0x9fc00), Kind.RAM),
                        new MemoryMapEntry(GuestRange.of(0x3f00000, 0x100000), Kind.ACPI_RECLAIMABLE)));
        Handoff handoff = prepare("console=ttyS0", facts, Fixtures.part("initrd", 5000));
        ByteBuffer page = zeroPage(handoff);
        assertEquals(0x53726448, page.getInt(0x202));
        assertEquals((byte) 0xff, page.get(0x210));
        assertEquals(1, page.get(0x211));
        assertEquals(0x1900000, page.getInt(0x218));
        assertEquals(5000, page.getInt(0x21c));
        assertEquals(page.getInt(0x228), handoff.segments().getLast().at().value());
        assertEquals(0x3f00000, page.getLong(0x70));
        assertEquals(2, page.get(0x1e8));
        assertEquals(0x9fc00, page.getLong(0x2d8));
        assertEquals(1, page.getInt(0x2e0));
        assertEquals(0x3f00000, page.getLong(0x2e4));
        assertEquals(3, page.getInt(0x2f4));
        assertEquals(0x1000200, handoff.cpu().register("rip"));
        assertEquals(List.of(), Fixtures.faults(PLAN, handoff, MEMORY));
    }

    @Test
    void aMachineWithoutAMapGetsAPlainOne() {
        ByteBuffer page = zeroPage(prepare("", MachineFacts.none()));
        assertEquals(3, page.get(0x1e8));
        assertEquals(2, page.getInt(0x2d0 + 20 + 16));
        assertEquals(0x100000, page.getLong(0x2d0 + 40));
        assertEquals(0, page.getInt(0x218));
    }

    @Test
    void theCommandLineMayHaveWhatTheKernelSays() {
        assertTrue(prepare("x".repeat(2047), MachineFacts.none()).segments().getLast().source().byteSize() == 2048);
        assertEquals("SW-H503 handoff.cmdline the command line has 2048 bytes, but the kernel has room for 2047",
                assertThrows(StrapworkException.class, () -> prepare("x".repeat(2048), MachineFacts.none())).getMessage());
    }

    private static final LoadPlan PVH = new LoadPlan("elf-pvh", Architecture.X86_64, ByteOrder.LITTLE_ENDIAN, PLAN.segments(),
            GuestAddress.of(0x1000010));

    private static Handoff pvh(String cmdline, MachineFacts facts, VerifiedPart... more) {
        var parts = new java.util.ArrayList<>(List.of(Fixtures.part("kernel", 5000)));
        parts.addAll(List.of(more));
        return new LinuxX86Handoff(LinuxX86Options.cmdline(cmdline)).prepare(PVH,
                new HandoffRequest(Architecture.X86_64, MEMORY, new VerifiedImage(parts), Optional.empty(), Optional.empty(), facts));
    }

    @Test
    void aPvhKernelGetsStartInformationInProtectedMode() {
        var facts = new MachineFacts(Optional.empty(), Optional.of(GuestAddress.of(0x3f00000)),
                List.of(new MemoryMapEntry(GuestRange.of(0, 0x9fc00), Kind.RAM),
                        new MemoryMapEntry(GuestRange.of(0x3f00000, 0x100000), Kind.ACPI_RECLAIMABLE)));
        Handoff handoff = pvh("console=ttyS0", facts, Fixtures.part("initrd", 5000));
        assertEquals(List.of("initrd", "start-info", "command-line"), handoff.segments().stream().map(Segment::name).toList());
        ByteBuffer info = handoff.segments().get(1).source().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long at = handoff.segments().get(1).at().value();
        assertEquals(java.util.Map.of("rip", 0x1000010L, "rbx", at, "cr0", 0x11L), java.util.Map.copyOf(handoff.cpu().registers()));
        assertEquals(0x336ec578, info.getInt(0));
        assertEquals(1, info.getInt(4));
        assertEquals(1, info.getInt(12));
        assertEquals(at + 56, info.getLong(16));
        assertEquals(handoff.segments().get(2).at().value(), info.getLong(24));
        assertEquals(0x3f00000, info.getLong(32));
        assertEquals(at + 88, info.getLong(40));
        assertEquals(2, info.getInt(48));
        assertEquals(0x1900000, info.getLong(56));
        assertEquals(5000, info.getLong(64));
        assertEquals(0x9fc00, info.getLong(96));
        assertEquals(0x3f00000, info.getLong(112));
        assertEquals(3, info.getInt(128));
        assertEquals(List.of(), Fixtures.faults(PVH, handoff, MEMORY));
    }

    @Test
    void aPvhKernelWithoutInitrdHasNoModule() {
        Handoff handoff = pvh("", MachineFacts.none());
        assertEquals(0, handoff.segments().getFirst().source().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getInt(12));
        assertEquals(List.of(), Fixtures.faults(PVH, handoff, MEMORY));
        assertEquals("SW-H503 handoff.cmdline the command line has 2048 bytes, but the kernel has room for 2047",
                assertThrows(StrapworkException.class, () -> pvh("x".repeat(2048), MachineFacts.none())).getMessage());
    }

    @Test
    void otherKernelsAreRefused() {
        var handoff = new LinuxX86Handoff(LinuxX86Options.cmdline(""));
        assertEquals("SW-H302 handoff the kernel has no setup header of the Linux boot protocol", assertThrows(StrapworkException.class,
                () -> handoff.prepare(PLAN, Fixtures.request(Architecture.X86_64, MEMORY, Fixtures.part("kernel", 5000)))).getMessage());
        assertEquals("SW-H501 handoff linux-x86_64 starts x86_64 kernels, but this is a kernel for x86_64 on a machine of ppc64",
                assertThrows(StrapworkException.class, () -> handoff.prepare(PLAN, Fixtures.request(Architecture.PPC64, MEMORY)))
                        .getMessage());
    }
}
