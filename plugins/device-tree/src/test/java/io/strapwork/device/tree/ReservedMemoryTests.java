package io.strapwork.device.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.device.tree.ReservedMemory.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Devicetree Specification 3.5. */
class ReservedMemoryTests {
    private static final List<GuestRange> RAM = List.of(GuestRange.of(0, 0x8000000), GuestRange.of(0x10000000, 0x8000000));

    private static ReservedMemory read(int addressCells, int sizeCells, DeviceNode... children) {
        DeviceNode node = DeviceNode.of("reserved-memory", DeviceProperty.cells("#address-cells", addressCells),
                DeviceProperty.cells("#size-cells", sizeCells), DeviceProperty.flag("ranges")).with(List.of(children));
        return ReservedMemory.of(DeviceNode.of("").with(List.of(node)));
    }

    @Test
    void regIsKeptWhateverItsCells() {
        assertEquals(List.of(GuestRange.of(0x78000000, 0x800000)),
                read(1, 1, DeviceNode.of("framebuffer@78000000", DeviceProperty.cells("reg", 0x78000000, 0x800000))).fixed());
        assertEquals(List.of(GuestRange.of(0x178000000L, 0x800000), GuestRange.of(0x1000, 0x2000)), read(2, 1,
                DeviceNode.of("two", DeviceProperty.cells("reg", 1, 0x78000000, 0x800000, 0, 0x1000, 0x2000))).fixed());
        assertEquals(List.of(GuestRange.of(0xf0000000L, 0x10)),
                read(1, 2, DeviceNode.of("a", DeviceProperty.cells("reg", 0xf0000000, 0, 0x10))).fixed());
    }

    @Test
    void cellsAreTheRootsWhereTheNodeHasNone() {
        DeviceNode node = DeviceNode.of("reserved-memory").with(List.of(DeviceNode.of("a", DeviceProperty.cells("reg", 0x1000, 0x2000))));
        DeviceNode root = DeviceNode.of("", DeviceProperty.cells("#address-cells", 1), DeviceProperty.cells("#size-cells", 1))
                .with(List.of(node));
        assertEquals(List.of(GuestRange.of(0x1000, 0x2000)), ReservedMemory.of(root).fixed());
        DeviceNode bare = DeviceNode.of("reserved-memory")
                .with(List.of(DeviceNode.of("a", DeviceProperty.cells("reg", 0, 0x1000, 0x2000))));
        assertEquals(List.of(GuestRange.of(0x1000, 0x2000)), ReservedMemory.of(DeviceNode.of("").with(List.of(bare))).fixed(), "2 and 1");
    }

    @Test
    void sizeIsWantedAndRegGoesFirst() {
        ReservedMemory read = read(1, 1,
                DeviceNode.of("pool", DeviceProperty.cells("size", 0x4000000), DeviceProperty.cells("alignment", 0x2000),
                        DeviceProperty.cells("alloc-ranges", 0x10000000, 0x1000000)),
                DeviceNode.of("both", DeviceProperty.cells("size", 0x1000), DeviceProperty.cells("reg", 0x5000, 0x3000)));
        assertEquals(List.of(new Wanted(0x4000000, 0x2000, List.of(GuestRange.of(0x10000000, 0x1000000)))), read.wanted());
        assertEquals(List.of(GuestRange.of(0x5000, 0x3000)), read.fixed());
    }

    @Test
    void whatIsOffOrMalformedKeepsNothing() {
        var nothing = new ReservedMemory(List.of(), List.of());
        assertEquals(nothing, ReservedMemory.of(DeviceNode.of("")));
        assertEquals(nothing, read(1, 1,
                DeviceNode.of("off", DeviceProperty.cells("reg", 0x1000, 0x1000), DeviceProperty.text("status", "disabled")),
                DeviceNode.of("cut", DeviceProperty.cells("reg", 0x1000)), DeviceNode.of("empty", DeviceProperty.cells("reg", 0x1000, 0)),
                DeviceNode.of("none"), DeviceNode.of("zero", DeviceProperty.cells("size", 0)),
                DeviceNode.of("odd", DeviceProperty.cells("size", 0x1000), DeviceProperty.cells("alignment", 3)),
                DeviceNode.of("nowhere", DeviceProperty.cells("size", 0x1000), DeviceProperty.cells("alloc-ranges", 1))));
        assertEquals(nothing, read(3, 1, DeviceNode.of("wide", DeviceProperty.cells("reg", 0, 0, 0x1000, 0x1000))));
        assertEquals(nothing, read(2, 2, DeviceNode.of("beyond", DeviceProperty.wide("reg", Long.MAX_VALUE, 5))));
        assertEquals(1, read(1, 1, DeviceNode.of("on", DeviceProperty.cells("reg", 0x1000, 0x1000), DeviceProperty.text("status", "okay")))
                .fixed().size());
    }

    @Test
    void roomIsLeftFromTheEndDown() {
        ReservedMemory read = read(1, 1, DeviceNode.of("fixed", DeviceProperty.cells("reg", 0x17000000, 0x1000000)),
                DeviceNode.of("pool", DeviceProperty.cells("size", 0x100800), DeviceProperty.cells("alignment", 0x100000)),
                DeviceNode.of("low", DeviceProperty.cells("size", 0x1000), DeviceProperty.cells("alloc-ranges", 0x7fff000, 0x9000000)),
                DeviceNode.of("large", DeviceProperty.cells("size", 0x9000000)));
        assertEquals(List.of(GuestRange.of(0x17000000, 0x1000000), GuestRange.of(0x16d00000, 0x100800), GuestRange.of(0x10ffe000, 0x1000)),
                read.kept(RAM, List.of(GuestRange.of(0x16f00000, 0x1000))));
    }

    @Test
    void whateverIsWantedLiesApart() {
        var random = new Random(3);
        for (int i = 0; i < 200; i++) {
            var children = new ArrayList<DeviceNode>();
            for (int n = 0; n < 8; n++) {
                children.add(DeviceNode.of("n" + n, DeviceProperty.cells("size", 1 + random.nextInt(0x3000000)),
                        DeviceProperty.cells("alignment", 1 << random.nextInt(24))));
            }
            List<GuestRange> taken = List.of(GuestRange.of(random.nextInt(0x7000000), 1 + random.nextInt(0x100000)));
            List<GuestRange> kept = read(1, 1, children.toArray(DeviceNode[]::new)).kept(RAM, taken);
            for (GuestRange one : kept) {
                assertTrue(RAM.stream().anyMatch(ram -> ram.contains(one)) && !taken.getFirst().overlaps(one));
                assertTrue(kept.stream().filter(one::overlaps).count() == 1, kept::toString);
            }
        }
    }
}
