package org.example.multiboot2;

import static org.example.multiboot2.Images.tag;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.testkit.fake.Parts;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class Multiboot2LoaderTests {
    private static final List<GuestRange> RAM = List.of(GuestRange.of(0, 64 << 20));

    private static LoadPlan plan(byte[] image, GuestRange... reserved) {
        return new Multiboot2Loader().plan(Parts.kernel(image), Architecture.X86_64, new MemoryLayout(RAM, List.of(reserved)));
    }

    private static void refused(byte[] image, String where, String code, String what) {
        List<Problem> problems = assertThrows(StrapworkException.class, () -> plan(image)).problems();
        assertEquals(List.of(code + " " + where + " " + what),
                problems.stream().map(one -> one.code() + " " + one.where() + " " + one.what()).toList());
    }

    @Test
    void placesByTheAddressTag() {
        LoadPlan plan = plan(Images.flat(0));
        assertEquals(GuestAddress.of(0x100800), plan.entry());
        assertEquals(List.of(GuestRange.of(0x100000, 15_000)), plan.segments().stream().map(segment -> segment.range()).toList());
        assertEquals(5000, plan.segments().getFirst().source().byteSize());
    }

    @Test
    void placesElfFilesByPhysicalAddress() {
        for (boolean wide : new boolean[]{false, true}) {
            LoadPlan plan = plan(Images.elf(wide, 0x100000));
            assertEquals(GuestAddress.of(0x100010), plan.entry());
            assertEquals(List.of(GuestRange.of(0x100000, 0x5000)), plan.segments().stream().map(segment -> segment.range()).toList());
        }
    }

    @Test
    void theEntryTagIsPhysical() {
        assertEquals(GuestAddress.of(0x101234), plan(Images.elf(true, 0x100000, tag(3, false, 0x101234))).entry());
    }

    @Test
    void movesWhatMayBeMoved() {
        GuestRange taken = GuestRange.of(0x100000, 0x1000);
        byte[] low = Images.elf(true, 0x100000, tag(10, false, 0x100000, 0x2ffffff, 0x10000, 1));
        assertEquals(GuestAddress.of(0x110010), plan(low, taken).entry());
        byte[] high = Images.elf(true, 0x100000, tag(10, false, 0x100000, 0x2ffffff, 0x10000, 2));
        assertEquals(GuestAddress.of(0x2ff0010), plan(high, taken).entry());
        assertEquals("SW-I927",
                assertThrows(StrapworkException.class, () -> plan(Images.elf(true, 0x100000), taken)).problems().getFirst().code());
    }

    @Test
    void optionalTagsMayBeUnknown() {
        assertEquals(GuestAddress.of(0x100800),
                plan(Images.flat(0, tag(7, true), tag(5, true, 80, 25, 0), tag(4711, true), tag(1, true, 8, 9), tag(9, true, 1))).entry());
    }

    @Test
    void tellsWhatItCantDo() {
        refused(Images.flat(4), "byte 68", "SW-I915", "the kernel is for architecture 4 (MIPS), only 0 (i386) can be entered");
        refused(Images.flat(0, tag(7, false)), "byte 120", "SW-I916",
                "the kernel can't do without EFI boot services, there is no EFI here");
        refused(Images.flat(0, tag(5, false, 80, 25, 0)), "byte 120", "SW-I917",
                "the kernel can't do without a screen, the machine has none");
        refused(Images.flat(0, tag(4711, false)), "byte 120", "SW-I918",
                "the kernel needs what header tag 4711 asks for, nobody here knows it");
        refused(Images.flat(0, tag(1, false, 1, 8)), "byte 120", "SW-I919",
                "the kernel needs boot information of type 8, which this machine doesn't support");
    }

    @Test
    void tellsAllAtOnce() {
        assertEquals(List.of("SW-I915", "SW-I916", "SW-I917"), assertThrows(StrapworkException.class,
                () -> plan(Images.flat(4, tag(7, false), tag(5, false, 80, 25, 0)))).problems().stream().map(Problem::code).toList());
    }

    @Test
    void tellsOfDamage() {
        refused(new byte[40_000], "byte 0", "SW-I910", "there is no Multiboot2 header in the first 32768 bytes");
        byte[] wrong = Images.flat(0);
        wrong[76]++;
        refused(wrong, "byte 64", "SW-I911", "the checksum of the Multiboot2 header is wrong");
        refused(Images.flat(0, tag(3, false)), "byte 124", "SW-I913", "a header tag of type 3 has 8 bytes, but it needs 12");
        byte[] nowhere = new byte[5000];
        System.arraycopy(Images.header(0), 0, nowhere, 0, 24);
        refused(nowhere, "byte 0", "SW-I924", "the kernel is no ELF file and does not say where it goes");
        refused(Images.elf(true, 0x1_0000_0000L), "byte 64", "SW-I923",
                "a segment goes to 0x100000000, which code in 32-bit mode can't reach");
        refused(Images.elf(true, 0x100000, tag(3, false, 0x500000)), "byte 512", "SW-I925",
                "the entry 0x500000 is in nothing that is loaded");
        refused(Arrays.copyOf(Images.flat(0), 4000), "byte 80", "SW-I922",
                "the address tag has 5000 bytes from byte 0 on go to 0x100000 and 15000 of memory; the file has 4000");
    }

    /** The plugin's own Guava, which the firmware's class path has not. */
    @Test
    void usesAnOldGuava() {
        assertEquals("Multiboot2Header{at=64, architecture=0, bytes=64, tags=2}",
                Multiboot2Header.find(Parts.kernel(Images.flat(0)).part("kernel").orElseThrow().content()).toString());
    }
}
