package io.strapwork.loader.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.StrapworkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** x86 kernels that start where their PVH note says. */
class PvhTests {
    private static final int NOTES_AT = 0x2000;
    private static final MemoryLayout MEMORY = new MemoryLayout(List.of(GuestRange.of(0, 64 << 20)), List.of());
    private final ElfLoader loader = new ElfLoader(ElfOptions.none());

    /** A note of somebody else, one of Xen's of another type with an odd length, then the entry. */
    private static ByteBuffer notes(byte[] file, int contentBytes, long entry) {
        var notes = ByteBuffer.wrap(file, NOTES_AT, 0x100).slice().order(ByteOrder.LITTLE_ENDIAN);
        notes.putInt(4).putInt(20).putInt(3).put("GNU\0".getBytes(StandardCharsets.US_ASCII)).put(new byte[20]);
        notes.putInt(4).putInt(6).putInt(6).put("Xen\0linux\0\0\0".getBytes(StandardCharsets.US_ASCII));
        notes.putInt(4).putInt(contentBytes).putInt(18).put("Xen\0".getBytes(StandardCharsets.US_ASCII));
        return contentBytes == 8 ? notes.putLong(entry) : notes.putInt((int) entry);
    }

    private static ElfBuilder elf() {
        ElfBuilder elf = ElfBuilder.x86().segment(NOTES_AT, 0x1001000, 0x80, 0x80);
        elf.entries.getLast().type = ProgramHeader.PT_NOTE;
        elf.entries.getLast().align = 4;
        return elf;
    }

    private static byte[] file(int contentBytes, long entry) {
        byte[] file = elf().build();
        notes(file, contentBytes, entry);
        return file;
    }

    private LoadPlan plan(byte[] file) {
        return loader.plan(Images.kernel(file), Architecture.X86_64, MEMORY);
    }

    @Test
    void startsWhereTheNoteSays() {
        for (int bytes : new int[]{4, 8}) {
            LoadPlan plan = plan(file(bytes, 0x1000100));
            assertEquals("elf-pvh", plan.format());
            assertEquals(GuestAddress.of(0x1000100), plan.entry());
            assertEquals(GuestRange.of(0x1000000, 0x1000), plan.segments().getFirst().range());
            assertEquals(1, plan.segments().size());
        }
    }

    @Test
    void a32BitFileToo() {
        ElfBuilder elf = elf().narrow().with(one -> one.machine = 3).with(one -> one.entry = 0x1000040).first(one -> one.vaddr = 0x1000000);
        byte[] file = elf.build();
        notes(file, 4, 0x1000040);
        assertEquals("elf-pvh", plan(file).format());
    }

    @Test
    void withoutANoteTheEntryIsTheFiles() {
        assertEquals("elf", plan(ElfBuilder.x86().build()).format());
        assertEquals(GuestAddress.of(0x1000040), plan(ElfBuilder.x86().build()).entry());
        // beyond 4 GiB it can't be meant
        assertEquals("elf", plan(file(8, 1L << 32)).format());
    }

    @Test
    void noteOfOtherArchitecturesMeansNothing() {
        byte[] file = ElfBuilder.s390x().segment(NOTES_AT, 0x20000, 0x80, 0x80).with(elf -> elf.entries.getLast().type = 4).build();
        assertEquals("elf", loader.plan(Images.kernel(file), Architecture.S390X, MEMORY).format());
    }

    @Test
    void anEntryOutsideOfTheFileIsTold() {
        assertEquals("SW-I218 http://10.0.2.2/vmlinux the PVH note's entry 0x2000000 is in no segment of the file",
                assertThrows(StrapworkException.class, () -> plan(file(4, 0x2000000))).getMessage());
    }

    @Test
    void damagedNotesAreAsGoodAsNone() {
        var random = new Random(20261122);
        int found = 0;
        for (int run = 0; run < 3_000; run++) {
            byte[] file = file(random.nextBoolean() ? 4 : 8, 0x1000100);
            for (int i = random.nextInt(6); i > 0; i--) {
                file[NOTES_AT + random.nextInt(0x80)] = (byte) random.nextInt();
            }
            try {
                LoadPlan plan = plan(file);
                found += plan.format().equals("elf-pvh") ? 1 : 0;
                assertTrue(plan.segments().stream().anyMatch(segment -> segment.range().contains(plan.entry())));
            } catch (StrapworkException expected) {
                assertEquals("SW-I218", expected.problems().getFirst().code());
            }
        }
        assertTrue(found > 150 && found < 3_000, Integer.toString(found));
    }

    @Test
    void notesThatGoBeyondTheFileAreNotRead() {
        ElfBuilder elf = elf();
        elf.entries.getLast().filesz = 0x100000;
        byte[] file = elf.build();
        notes(file, 4, 0x1000100);
        var problems = new ElfProblems("x");
        ElfView view = ElfView.parse(java.lang.foreign.MemorySegment.ofArray(file), problems).orElseThrow();
        assertEquals(Optional.empty(), XenNotes.of(view, _ -> true));
    }
}
