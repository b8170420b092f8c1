package io.strapwork.loader.elf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files that break a rule of the gABI, or nearly do, and that other loaders start nevertheless. */
class FieldElfTests {
    private static final int MIB = 1 << 20;
    private final ElfLoader loader = new ElfLoader(ElfOptions.none());

    private LoadPlan plan(byte[] file, Architecture machine) {
        return loader.plan(Images.kernel(file), machine, Images.memory());
    }

    private LoadPlan plan(ElfBuilder elf) {
        return plan(elf.build(), Architecture.S390X);
    }

    private static void text(byte[] file, int at, String text) {
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, file, at, text.length());
    }

    private String refused(byte[] file, Architecture machine) {
        return assertThrows(StrapworkException.class, () -> plan(file, machine)).problems().getFirst().code();
    }

    /** FreeBSD's kernel is linked with {@code -dynamic-linker /red/herring} (firecracker#3041, #5048). */
    @Test
    void anInterpreterThatNobodyHasMakesNoProgram() {
        for (String name : List.of("/red/herring", "", "/boot/kernel/kernel", "/lib/modules/sold.so")) {
            byte[] file = ElfBuilder.s390x().segment(0x2000, 0, 32, 32).with(elf -> elf.entries.get(1).type = ProgramHeader.PT_INTERP)
                    .build();
            text(file, 0x2000, name + "\0");
            assertEquals(GuestAddress.of(0x10000), plan(file, Architecture.S390X).entry(), name);
        }
        for (String name : List.of("/lib64/ld-linux-x86-64.so.2", "/lib/ld64.so.1", "ld.so.1", "/libexec/ld-elf.so.1",
                "/lib/ld-musl-s390x.so.1")) {
            byte[] file = ElfBuilder.s390x().segment(0x2000, 0, 32, 32).with(elf -> elf.entries.get(1).type = ProgramHeader.PT_INTERP)
                    .build();
            text(file, 0x2000, name + "\0");
            assertEquals("SW-I216", refused(file, Architecture.S390X), name);
        }
    }

    /** Kernels are placed before there is protection of memory (linuxppc/issues#417). */
    @Test
    void theEntryMayLieInAnySegment() {
        for (int flags : new int[]{0, 4, 6, 2}) {
            assertEquals(GuestAddress.of(0x10000), plan(ElfBuilder.s390x().first(one -> one.flags = flags)).entry());
        }
        // the segment that says it is code comes first, wherever it is in the table
        LoadPlan two = plan(ElfBuilder.s390x().first(one -> one.flags = 6).segment(0x2000, 0x20000, 0x100, 0x100)
                .with(elf -> elf.entries.get(1).vaddr = 0x10000));
        assertEquals(GuestAddress.of(0x20000), two.entry());
        assertEquals("SW-I218", refused(ElfBuilder.s390x().with(elf -> elf.entry = 0x11000).build(), Architecture.S390X));
    }

    /** The offset of a segment without bytes in the file may lie behind the file's end; objcopy leaves it there. */
    @Test
    void aSegmentWithoutBytesHasAnyOffset() {
        LoadPlan plan = plan(ElfBuilder.s390x().segment(0x7fff_f000L, 0x20000, 0, 0x3000).segment(-1, 0x10010, 0, 0));
        assertEquals(List.of(GuestRange.of(0x10000, 0x2000), GuestRange.of(0x20000, 0x3000)), ranges(plan));
    }

    private static List<GuestRange> ranges(LoadPlan plan) {
        return plan.segments().stream().map(Segment::range).toList();
    }

    @Test
    void zerosGiveWayToOtherSegments() {
        // 0x10000: bytes to 0x11000, zeros to 0x12000; then bytes in the middle of the zeros
        LoadPlan plan = plan(ElfBuilder.s390x().segment(0x2000, 0x11800, 0x100, 0x100));
        assertEquals(List.of(GuestRange.of(0x10000, 0x1800), GuestRange.of(0x11900, 0x700), GuestRange.of(0x11800, 0x100)), ranges(plan));
        // the same zeros twice, and zeros over somebody's bytes
        plan = plan(ElfBuilder.s390x().segment(0, 0x10800, 0, 0x2000));
        assertEquals(List.of(GuestRange.of(0x10000, 0x2000), GuestRange.of(0x12000, 0x800)), ranges(plan));
        assertEquals("SW-I215", refused(ElfBuilder.s390x().segment(0x2000, 0x10fff, 2, 2).build(), Architecture.S390X));
    }

    /** Whatever is said of an address: bytes of the file if there are any, else zeros, and no address twice. */
    @Test
    void anyOverlapOfZerosIsPlacedOnce() {
        var random = new Random(81);
        for (int run = 0; run < 2000; run++) {
            ElfBuilder elf = ElfBuilder.s390x();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                // bytes never overlap: each segment has its own 0x1000 for them
                elf.segment(0x1000, 0x10000 + 0x1000L * (2 * i), random.nextInt(0x1000), 0x1000L + random.nextInt(0x6000));
            }
            byte[] file = elf.build();
            LoadPlan plan = plan(file, Architecture.S390X);
            byte[] expected = new byte[0x40000];
            var filled = new BitSet();
            for (ElfBuilder.Entry one : elf.entries) {
                filled.set((int) one.paddr, (int) (one.paddr + one.memsz));
                System.arraycopy(file, (int) one.offset, expected, (int) one.paddr, (int) one.filesz);
            }
            byte[] placed = new byte[expected.length];
            for (Segment segment : plan.segments()) {
                int at = (int) segment.at().value();
                int end = at + (int) segment.memoryBytes();
                assertTrue(filled.nextClearBit(at) >= end, "twice, or nobody asked for it: " + segment);
                filled.clear(at, end);
                byte[] source = segment.source().toArray(ValueLayout.JAVA_BYTE);
                System.arraycopy(source, 0, placed, at, source.length);
            }
            assertEquals(new BitSet(), filled);
            assertEquals(-1, Arrays.mismatch(expected, placed));
        }
    }

    /** Linux' boot/vmlinux of s390x begins at 0, with records for a card reader, where the CPU has its prefix area. */
    @Test
    void s390xKernelsComeWithoutWhatIsBelowThem() {
        for (long entry : new long[]{0x10000, 0x800, 0}) {
            byte[] file = new ElfBuilder().segment(0x1000, 0, 0x11000, 0x14000).with(elf -> elf.fileBytes = 0x20000)
                    .with(elf -> elf.entry = entry).build();
            text(file, 0x1000 + 0x10008, "S390EP");
            LoadPlan plan = plan(file, Architecture.S390X);
            assertEquals(List.of(GuestRange.of(0x10000, 0x4000)), ranges(plan));
            assertEquals(GuestAddress.of(0x10000), plan.entry());
            assertEquals(file[0x11000], plan.segments().getFirst().source().get(ValueLayout.JAVA_BYTE, 0));
        }
        byte[] other = new ElfBuilder().segment(0x1000, 0, 0x11000, 0x14000).with(elf -> elf.fileBytes = 0x20000).build();
        assertEquals("SW-I220", refused(other, Architecture.S390X));
    }

    /** Old kernels give virtual addresses as physical ones; the CPU ignores the top bits without translation. */
    @Test
    void ppc64AddressesAreReal() {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            ElfBuilder elf = ElfBuilder.ppc64(order);
            LoadPlan usual = plan(elf.build(), Architecture.PPC64);
            LoadPlan virtual = plan(elf.first(one -> one.paddr = one.vaddr).build(), Architecture.PPC64);
            assertEquals(ranges(usual), ranges(virtual));
            assertEquals(usual.entry(), virtual.entry());
        }
    }

    private static byte[] pvh(ElfBuilder elf, ByteBuffer notes, long align) {
        elf.segment(0x4000, 0, notes.position(), notes.position()).with(one -> one.fileBytes = Math.max(one.fileBytes, 0x5000));
        elf.entries.getLast().type = ProgramHeader.PT_NOTE;
        elf.entries.getLast().align = align;
        byte[] file = elf.build();
        System.arraycopy(notes.array(), 0, file, 0x4000, notes.position());
        return file;
    }

    private static ByteBuffer notes() {
        return ByteBuffer.allocate(0x400).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void pad(ByteBuffer notes, int from, int bytes) {
        while ((notes.position() - from) % bytes != 0) {
            notes.put((byte) 0);
        }
    }

    private static void note(ByteBuffer notes, String owner, int type, byte[] content, int padding, boolean fromName) {
        notes.putInt(owner.length() + 1).putInt(content.length).putInt(type);
        int name = notes.position();
        notes.put(owner.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        pad(notes, fromName ? name : 0, padding);
        int begin = notes.position();
        notes.put(content);
        pad(notes, fromName ? begin : 0, padding);
    }

    private static byte[] little(long value, int bytes) {
        return Arrays.copyOf(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array(), bytes);
    }

    /** Whatever p_align says, notes of both paddings lie in such segments: GNU properties have 8, most others 4; QEMU pads name and content each. */
    @Test
    void notesArePaddedInAnyWay() {
        for (long align : new long[]{0, 1, 2, 4, 8, 16, 32, 3, -1}) {
            for (int padding : new int[]{1, 4, 8}) {
                for (int content : new int[]{4, 8}) {
                    for (boolean fromName : new boolean[]{false, align == padding}) {
                        ByteBuffer notes = notes();
                        note(notes, "GNU", 3, new byte[20], padding, fromName);
                        note(notes, "Xen", 6, new byte[5], padding, fromName);
                        note(notes, "Xen", 18, little(0x1000100, content), padding, fromName);
                        String what = align + " " + padding + " " + content + " " + fromName;
                        LoadPlan plan = plan(pvh(ElfBuilder.x86(), notes, align), Architecture.X86_64);
                        assertEquals("elf-pvh", plan.format(), what);
                        assertEquals(GuestAddress.of(0x1000100), plan.entry(), what);
                    }
                }
            }
        }
    }

    @Test
    void aPvhKernelMayHaveAnyClassAndInterpreter() {
        for (int machine : new int[]{ElfHeader.EM_386, ElfHeader.EM_X86_64}) {
            for (boolean narrow : new boolean[]{false, true}) {
                ElfBuilder elf = ElfBuilder.x86().with(one -> one.machine = machine).segment(0x3000, 0, 32, 32);
                elf.entries.getLast().type = ProgramHeader.PT_INTERP;
                ByteBuffer notes = notes();
                note(notes, "Xen", 18, little(0x1000000, 4), 4, false);
                byte[] file = pvh(narrow ? elf.narrow() : elf, notes, 4);
                text(file, 0x3000, "/lib64/ld-linux-x86-64.so.2\0");
                assertEquals("elf-pvh", plan(file, Architecture.X86_64).format());
            }
        }
    }

    /** With GNU ld and text at 1 MiB, the first segment begins at 0: with the file's headers, and zeros up to the text. */
    @Test
    void whatGoesToTheMachinesLowMemoryIsLeftOut() {
        var layout = new MemoryLayout(List.of(GuestRange.of(0, 64 * MIB)),
                List.of(GuestRange.of(0, 0x2000), GuestRange.of(0x9fc00, 0x60400)));
        ByteBuffer notes = notes();
        note(notes, "Xen", 18, little(0x100000, 4), 4, false);
        var elf = new ElfBuilder().with(one -> one.machine = ElfHeader.EM_X86_64).order(ByteOrder.LITTLE_ENDIAN)
                .segment(0, 0, 0x101000, 0x102000)
                .with(one -> one.entry = 0x100000).segment(0x200, 0x200, 20, 20).with(one -> one.fileBytes = 0x101000);
        elf.entries.getLast().type = ProgramHeader.PT_NOTE;
        byte[] file = elf.build();
        Arrays.fill(file, 0x200, 0x100000, (byte) 0);
        System.arraycopy(notes.array(), 0, file, 0x200, notes.position());
        Arrays.fill(file, 64 + 2 * 56, 0x200, (byte) 0);
        LoadPlan plan = loader.plan(Images.kernel(file), Architecture.X86_64, layout);
        assertEquals(List.of(GuestRange.of(0x2000, 0x9dc00), GuestRange.of(0x100000, 0x2000)), ranges(plan));
        assertEquals(file[0x100000], plan.segments().getLast().source().get(ValueLayout.JAVA_BYTE, 0));
        // whatever it is; but the entry must be somewhere
        file[0x1000] = 1;
        assertEquals(ranges(plan), ranges(loader.plan(Images.kernel(file), Architecture.X86_64, layout)));
        file[0x200 + 16 + 2] = 0;
        file[0x200 + 16 + 1] = 0x11;
        assertEquals("SW-I218", assertThrows(StrapworkException.class, () -> loader.plan(Images.kernel(file), Architecture.X86_64, layout))
                .problems().getFirst().code());
    }

    private LoadPlan relocated(int[] note, ElfOptions options, GuestRange... reserved) {
        ByteBuffer notes = notes();
        ByteBuffer content = ByteBuffer.allocate(4 * note.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : note) {
            content.putInt(value);
        }
        note(notes, "Xen", 19, content.array(), 4, false);
        note(notes, "Xen", 18, little(0x1000100, 4), 4, false);
        byte[] file = pvh(ElfBuilder.x86(), notes, 4);
        var layout = new MemoryLayout(List.of(GuestRange.of(0, 64 * MIB)), List.of(reserved));
        return new ElfLoader(options).plan(Images.kernel(file), Architecture.X86_64, layout);
    }

    /** XEN_ELFNOTE_PHYS32_RELOC (xen/include/public/elfnote.h; Linux 6.11). */
    @Test
    void aNoteAllowsAnotherPlace() {
        ElfOptions none = ElfOptions.none();
        GuestRange taken = GuestRange.of(0x1000000, 0x1000);
        int[] linux = {0x200000, 0x1000000, 0x3fffffff};
        assertEquals(GuestAddress.of(0x1000100), relocated(linux, none).entry());
        assertEquals(GuestAddress.of(0x1200100), relocated(linux, none, taken).entry());
        assertEquals(GuestRange.of(0x1200000, 0x1000), relocated(linux, none, taken).segments().getFirst().range());
        // what is left out: alignment of the program headers, from 0, below 4 GiB
        assertEquals(GuestAddress.of(0x100), relocated(new int[0], none, taken).entry());
        assertEquals(GuestAddress.of(0x3100), relocated(new int[]{0, 0x2001}, none, taken).entry());
        assertEquals(GuestAddress.of(0x2100), relocated(new int[]{0, 0x2000, 0x2fff}, none, taken).entry());
        assertEquals("SW-I222",
                assertThrows(StrapworkException.class, () -> relocated(new int[]{0, 0x2000, 0x2ffe}, none, taken)).problems()
                        .getFirst().code());
        var forced = new ElfOptions(java.util.Optional.of("0x1400000"));
        assertEquals(GuestAddress.of(0x1400100), relocated(linux, forced).entry());
        for (int[] note : new int[][]{{0x1000000}, {0x1000, 0x1400001}, {0x1000, 0, 0x1400ffe}}) {
            assertEquals("SW-I223", assertThrows(StrapworkException.class, () -> relocated(note, forced)).problems().getFirst().code());
        }
    }
}
