package io.strapwork.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EntryContract;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.ProblemReport;
import io.strapwork.runtime.outcome.BootOutcome.SegmentReport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImagePlacerTests {
    private static final int RAM = 0x4000;
    private static final MemoryLayout LAYOUT = new MemoryLayout(List.of(GuestRange.of(0, RAM)), List.of(GuestRange.of(0, 0x100)));

    private final byte[] ram = new byte[RAM];
    private final GuestMemory memory = new GuestMemory() {
        @Override
        public List<GuestRange> ranges() {
            return LAYOUT.ram();
        }

        @Override
        public MemorySegment at(GuestRange range) {
            return MemorySegment.ofArray(ram).asSlice(range.start().value(), range.bytes());
        }
    };

    /** Nothing that was there before may be taken for the image's. */
    @BeforeEach
    void dirt() {
        Arrays.fill(ram, (byte) 0xee);
    }

    private static Segment segment(String name, long at, int bytes, long memoryBytes) {
        byte[] content = new byte[bytes];
        Arrays.fill(content, (byte) name.charAt(0));
        return new Segment(name, GuestAddress.of(at), MemorySegment.ofArray(content), memoryBytes);
    }

    private static LoadPlan plan(Segment... segments) {
        return new LoadPlan("elf", Architecture.S390X, ByteOrder.BIG_ENDIAN, List.of(segments), GuestAddress.of(0x1000));
    }

    private static Handoff handoff(List<Segment> segments, Segment... patches) {
        return new Handoff(segments, List.of(patches), new CpuState(Architecture.S390X, GuestAddress.of(0x1000), Map.of()),
                new EntryContract("bare", List.of()));
    }

    private byte[] at(int from, int bytes) {
        return Arrays.copyOfRange(ram, from, from + bytes);
    }

    private String refused(LoadPlan plan, Handoff handoff) {
        var refused = assertThrows(StrapworkException.class,
                () -> new ImagePlacer().place(plan, handoff, LAYOUT, memory, BootClock.system()));
        for (byte each : ram) {
            assertEquals((byte) 0xee, each, "something was written");
        }
        return ProblemReport.of(refused.problems());
    }

    @Test
    void placesWhatPlanAndHandoffSay() {
        List<SegmentReport> reports = new ImagePlacer().place(plan(segment("code", 0x1000, 4, 8)),
                handoff(List.of(segment("tree", 0x2000, 3, 3)), segment("line", 0x1002, 1, 1)), LAYOUT, memory, BootClock.system());
        assertArrayEquals(new byte[]{(byte) 0xee, 'c', 'c', 'l', 'c', 0, 0, 0, 0, (byte) 0xee}, at(0xfff, 10));
        assertArrayEquals(new byte[]{(byte) 0xee, 't', 't', 't', (byte) 0xee}, at(0x1fff, 5));
        assertEquals(List.of("code", "tree", "line"), reports.stream().map(SegmentReport::name).toList());
        // printf cccc | sha256sum: the digest is of the image, before it was patched
        assertEquals("b6fbd675f98e2abd22d4ed29fdc83150fedc48597e92dd1a7a24381d44a27451", reports.getFirst().sha256());
        assertEquals(4, reports.getFirst().fileBytes());
        assertEquals(8, reports.getFirst().memoryBytes());
    }

    @Test
    void comparesWhatWasSummedBefore() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment content = arena.allocate(4);
            var part = new FetchedPart("initrd", BootUri.parse("disk://0/1/initrd"), content, "known", Duration.ZERO);
            var initrd = new Segment("initrd", GuestAddress.of(0x1000), content, 8);
            List<SegmentReport> reports = new ImagePlacer(new KnownSums(List.of(part))).place(plan(initrd, segment("code", 0x2000, 4, 4)),
                    handoff(List.of()), LAYOUT, memory, BootClock.system());
            assertArrayEquals(new byte[]{(byte) 0xee, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xee}, at(0xfff, 10));
            assertEquals(List.of("known", "b6fbd675f98e2abd22d4ed29fdc83150fedc48597e92dd1a7a24381d44a27451"),
                    reports.stream().map(SegmentReport::sha256).toList());
        }
    }

    @Test
    void refusesWhatLiesOutside() {
        assertEquals("""
                SW-I101  the segment is not in free memory  code [0x3fff, 0x4001)
                         free: [[0x100, 0x4000)]
                """, refused(plan(segment("code", 0x3fff, 2, 2)), handoff(List.of())));
        assertEquals("""
                SW-I101  the segment is not in free memory  tree [0xff, 0x101)
                         free: [[0x100, 0x4000)]
                """, refused(plan(segment("code", 0x1000, 2, 2)), handoff(List.of(segment("tree", 0xff, 2, 2)))));
    }

    @Test
    void refusesWhatOverlaps() {
        assertEquals("""
                SW-I102  the segment overlaps data [0x10ff, 0x1101)  code [0x1000, 0x1100)
                """, refused(plan(segment("code", 0x1000, 2, 0x100), segment("data", 0x10ff, 2, 2)), handoff(List.of())));
    }

    @Test
    void refusesPatchesOutsideOfTheImage() {
        assertEquals("""
                SW-I103  the patch is not inside one segment of the image  line [0x1003, 0x1005)
                SW-I103  the patch is not inside one segment of the image  more [0x2000, 0x2001)
                """, refused(plan(segment("code", 0x1000, 2, 4)),
                handoff(List.of(segment("tree", 0x2000, 8, 8)), segment("line", 0x1003, 2, 2), segment("more", 0x2000, 1, 1))));
    }

    @Test
    void tellsAllAtOnce() {
        assertEquals(3, refused(plan(segment("code", 0x4000, 2, 4), segment("data", 0x1000, 2, 2)),
                handoff(List.of(segment("tree", 0x1001, 8, 8)), segment("line", 0x3000, 2, 2))).split("(?m)^SW-").length - 1);
    }

    @Test
    void neighboursDoNotOverlap() {
        new ImagePlacer().place(plan(segment("code", 0x1000, 2, 2), segment("data", 0x1002, 2, 2)), handoff(List.of()), LAYOUT, memory,
                BootClock.system());
        assertEquals('c', MemorySegment.ofArray(ram).get(ValueLayout.JAVA_BYTE, 0x1001));
        assertEquals('d', MemorySegment.ofArray(ram).get(ValueLayout.JAVA_BYTE, 0x1002));
    }
}
