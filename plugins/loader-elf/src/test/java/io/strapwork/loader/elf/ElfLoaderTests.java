package io.strapwork.loader.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElfLoaderTests {
    private final ElfLoader loader = new ElfLoader(ElfOptions.none());

    @Test
    void placesSegmentsWithBssByPhysicalAddress() {
        byte[] file = ElfBuilder.s390x().with(elf -> elf.entry = 0x10ffe).segment(0x2000, 0x20000, 0, 0x1000).segment(0, 0, 0, 0).build();
        LoadPlan plan = loader.plan(Images.kernel(file), Architecture.S390X, Images.memory());
        assertEquals("elf", plan.format());
        assertEquals(ByteOrder.BIG_ENDIAN, plan.byteOrder());
        assertEquals(GuestAddress.of(0x10ffe), plan.entry());
        assertEquals(List.of("kernel.0", "kernel.1"), plan.segments().stream().map(Segment::name).toList());
        Segment first = plan.segments().getFirst();
        assertEquals(GuestRange.of(0x10000, 0x2000), first.range());
        assertEquals(-1, first.source().mismatch(MemorySegment.ofArray(file).asSlice(0x1000, 0x1000)));
        assertEquals(GuestRange.of(0x20000, 0x1000), plan.segments().get(1).range());
        assertEquals(0, plan.segments().get(1).source().byteSize());
    }

    @ParameterizedTest
    @ValueSource(strings = {"BIG_ENDIAN", "LITTLE_ENDIAN"})
    void movesPpc64KernelsInBothByteOrders(String text) {
        ByteOrder order = text.startsWith("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        byte[] file = ElfBuilder.ppc64(order).build();
        var low = new MemoryLayout(List.of(GuestRange.of(0, 64 << 20)), List.of(GuestRange.of(0x2000, 1)));
        LoadPlan plan = loader.plan(Images.kernel(file), Architecture.PPC64, low);
        assertEquals(order, plan.byteOrder());
        assertEquals(order == ByteOrder.BIG_ENDIAN ? "elf-v1" : "elf-v2", plan.format());
        assertEquals(GuestRange.of(0x400000, 0x5000), plan.segments().getFirst().range());
        assertEquals(GuestAddress.of(0x400010), plan.entry());
    }

    @Test
    void leavesPpc64KernelsWhereTheyWantToBe() {
        var free = new MemoryLayout(List.of(GuestRange.of(0, 64 << 20)), List.of());
        LoadPlan plan = loader.plan(Images.kernel(ElfBuilder.ppc64(ByteOrder.LITTLE_ENDIAN).build()), Architecture.PPC64, free);
        assertEquals(GuestAddress.of(0), plan.segments().getFirst().at());
        assertEquals(GuestAddress.of(0x10), plan.entry());
    }

    @Test
    void movesAroundReservedMemory() {
        var layout = new MemoryLayout(List.of(GuestRange.of(0, 64 << 20)),
                List.of(GuestRange.of(0, 0x1000), GuestRange.of(0x403000, 0x1000), GuestRange.of(0x800000, 1)));
        LoadPlan plan = loader.plan(Images.kernel(ElfBuilder.ppc64(ByteOrder.LITTLE_ENDIAN).build()), Architecture.PPC64, layout);
        assertEquals(GuestAddress.of(0xc00000), plan.segments().getFirst().at());
    }

    @Test
    void keepsTheDistancesOfSegmentsThatMove() {
        byte[] file = ElfBuilder.ppc64(ByteOrder.LITTLE_ENDIAN).segment(0x1000, 0x12340, 16, 32).build();
        LoadPlan plan = new ElfLoader(new ElfOptions(Optional.of("16MiB"))).plan(Images.kernel(file), Architecture.PPC64, Images.memory());
        assertEquals(List.of(GuestAddress.of(0x1000000), GuestAddress.of(0x1012340)), plan.segments().stream().map(Segment::at).toList());
        assertEquals(GuestAddress.of(0x1000010), plan.entry());
    }

    @Test
    void movesStaticPositionIndependentExecutables() {
        byte[] file = ElfBuilder.s390x().with(elf -> {
            elf.type = 3;
            elf.entry = 0x10;
            elf.segment(0x2000, 0, 16, 16);
            elf.entries.get(1).type = 2; // PT_DYNAMIC: it relocates itself
        }).first(one -> {
            one.vaddr = 0;
            one.paddr = 0x9000;
        }).build();
        LoadPlan plan = loader.plan(Images.kernel(file), Architecture.S390X, Images.memory());
        assertEquals(1, plan.segments().size());
        assertEquals(GuestAddress.of(0x409000), plan.segments().getFirst().at());
        assertEquals(GuestAddress.of(0x409010), plan.entry());
    }

    @Test
    void takesPhysicalEntryOfX86() {
        byte[] file = ElfBuilder.x86().with(elf -> elf.entry = 0x1000040).build();
        assertEquals(GuestAddress.of(0x1000040), loader.plan(Images.kernel(file), Architecture.X86_64, Images.memory()).entry());
        assertEquals(GuestAddress.of(0x1000040),
                loader.plan(Images.kernel(ElfBuilder.x86().build()), Architecture.X86_64, Images.memory()).entry());
    }

    @Test
    void reads32BitFilesForPvh() {
        var elf = new ElfBuilder().narrow().order(ByteOrder.LITTLE_ENDIAN).segment(0x1000, 0x100000, 0x1000, 0x3000);
        elf.machine = 3;
        elf.entry = 0x100004;
        LoadPlan plan = loader.plan(Images.kernel(elf.build()), Architecture.X86_64, Images.memory());
        assertEquals(GuestRange.of(0x100000, 0x3000), plan.segments().getFirst().range());
        assertEquals(GuestAddress.of(0x100004), plan.entry());
    }

    @Test
    void reads32BitProgramsOfPowerPc() {
        var elf = new ElfBuilder().narrow().segment(0x1000, 0x200000, 0x1000, 0x3000);
        elf.machine = 20;
        elf.entry = 0x200004;
        LoadPlan plan = loader.plan(Images.kernel(elf.build()), Architecture.PPC64, Images.memory());
        assertEquals("elf32", plan.format());
        assertEquals(ByteOrder.BIG_ENDIAN, plan.byteOrder());
        assertEquals(GuestRange.of(0x200000, 0x3000), plan.segments().getFirst().range());
        assertEquals(GuestAddress.of(0x200004), plan.entry());
        var little = elf.order(ByteOrder.LITTLE_ENDIAN).build();
        var told = assertThrows(StrapworkException.class, () -> loader.plan(Images.kernel(little), Architecture.PPC64, Images.memory()));
        assertEquals("the file is 32-bit little-endian PowerPC code, which ppc64 does not start", told.problems().getFirst().what());
        var stays = new MemoryLayout(List.of(GuestRange.of(0, 64 << 20)), List.of(GuestRange.of(0x200000, 1)));
        var kept = assertThrows(StrapworkException.class,
                () -> loader.plan(Images.kernel(elf.order(ByteOrder.BIG_ENDIAN).build()), Architecture.PPC64, stays));
        assertEquals("SW-I220", kept.problems().getFirst().code());
    }

    @Test
    void followsFunctionDescriptors() {
        ElfBuilder elf = ElfBuilder.ppc64(ByteOrder.BIG_ENDIAN).segment(0x2000, 0x8000, 0x100, 0x100);
        elf.entries.get(1).vaddr = 0xc000000000008000L;
        elf.entries.get(1).flags = 6;
        elf.entries.get(0).filesz = 0x1000;
        elf.entry = 0xc000000000008010L;
        byte[] file = elf.build();
        var layout = new MemoryLayout(List.of(GuestRange.of(0, 64 << 20)), List.of(GuestRange.of(0, 1)));
        ByteBuffer.wrap(file).putLong(0x2010, 0xc000000000000124L);
        assertEquals(GuestAddress.of(0x400124), loader.plan(Images.kernel(file), Architecture.PPC64, layout).entry());
        for (long wrong : new long[]{0xc000000000000125L, 0xc000000000008000L, -4, 0x0800004848000024L}) {
            ByteBuffer.wrap(file).putLong(0x2010, wrong);
            assertEquals(GuestAddress.of(0x408010), loader.plan(Images.kernel(file), Architecture.PPC64, layout).entry());
        }
    }

    @Test
    void bearsWhatRealKernelsHaveForAlignment() {
        byte[] file = ElfBuilder.s390x().first(one -> {
            one.align = 0x3001;
            one.vaddr = 0x10000;
        }).segment(0x2001, 0x20000, 1, 1).build();
        assertEquals(2, loader.plan(Images.kernel(file), Architecture.S390X, Images.memory()).segments().size());
    }

    /** Only the documented exception, and no plan that leaves the file or the free memory. */
    @Test
    void survivesMutations() {
        var random = new Random(20_26);
        List<byte[]> seeds = List.of(ElfBuilder.s390x().segment(0x2000, 0x20000, 0x100, 0x200).build(),
                ElfBuilder.ppc64(ByteOrder.LITTLE_ENDIAN).segment(0x1000, 0x12340, 16, 32).build(), ElfBuilder.x86().build());
        Architecture[] machines = {Architecture.S390X, Architecture.PPC64, Architecture.X86_64};
        int planned = 0;
        int refused = 0;
        for (int round = 0; round < 9_000; round++) {
            int seed = round % 3;
            byte[] file = seeds.get(seed).clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                mutate(file, random);
            }
            int size = random.nextInt(8) == 0 ? random.nextInt(file.length + 1) : file.length;
            MemorySegment content = MemorySegment.ofArray(file).asSlice(0, size);
            if (plans(content, machines[seed])) {
                planned++;
            } else {
                refused++;
            }
        }
        assertTrue(planned > 700 && refused > 700, planned + " planned, " + refused + " refused");
    }

    private boolean plans(MemorySegment content, Architecture machine) {
        try {
            check(loader.plan(Images.kernel(content), machine, Images.memory()), Images.memory());
            return true;
        } catch (StrapworkException e) {
            assertTrue(e.problems().stream().allMatch(problem -> problem.code().startsWith("SW-I2")), e.getMessage());
            return false;
        }
    }

    static Stream<byte[]> files() {
        return Stream.of(ElfBuilder.s390x().segment(0x2000, 0x20000, 0x100, 0x200).build(),
                ElfBuilder.ppc64(ByteOrder.LITTLE_ENDIAN).segment(0x1000, 0x12340, 16, 32).build(),
                ElfBuilder.ppc64(ByteOrder.BIG_ENDIAN).segment(0x1000, 0x12340, 16, 32).build(), ElfBuilder.x86().build());
    }

    @MethodSource("files")
    @FuzzTest
    void anyFile(byte[] file) {
        for (Architecture machine : Architecture.values()) {
            plans(MemorySegment.ofArray(file), machine);
        }
    }

    private static void mutate(byte[] file, Random random) {
        int at = random.nextInt(176);
        switch (random.nextInt(3)) {
            case 0 -> file[at] = (byte) random.nextInt();
            case 1 -> file[at] ^= (byte) (1 << random.nextInt(8));
            default -> {
                byte value = (byte) (random.nextBoolean() ? 0xff : 0x7f);
                for (int i = at & ~7; i < (at & ~7) + 8; i++) {
                    file[i] = value;
                }
            }
        }
    }

    private static void check(LoadPlan plan, MemoryLayout layout) {
        for (Segment segment : plan.segments()) {
            assertTrue(layout.free().stream().anyMatch(free -> free.contains(segment.range())), segment.range()::toString);
            assertTrue(plan.segments().stream().noneMatch(other -> other != segment && other.range().overlaps(segment.range())));
        }
        assertTrue(plan.segments().stream().anyMatch(segment -> segment.range().contains(plan.entry())), plan.entry()::toString);
    }
}
