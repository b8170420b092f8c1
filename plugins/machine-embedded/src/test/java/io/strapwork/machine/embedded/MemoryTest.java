package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.machine.embedded.virtio.GuestRam;
import io.strapwork.machine.memory.DeviceShare;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryTest {
    private static EmbeddedMemory memory(Architecture architecture, String size) {
        return EmbeddedMemory.allocate(architecture, ByteSize.parse(size));
    }

    @ParameterizedTest
    @CsvSource({"S390X,1GiB,[0x0..0x40000000)", "S390X,6GiB,[0x0..0x180000000)", "PPC64,5GiB,[0x0..0x140000000)",
        "X86_64,2GiB,[0x0..0x80000000)",
        "X86_64,5GiB,[0x0..0x80000000) [0x100000000..0x1c0000000)", "X86_64,16MiB,[0x0..0x1000000)"})
    void rangesOfEachArchitecture(Architecture architecture, String size, String ranges) {
        try (var memory = memory(architecture, size)) {
            assertEquals(ranges, String.join(" ", memory.ranges().stream().map(range -> range.toString().replace(", ", "..")).toList()));
            assertEquals(ByteSize.parse(size).bytes(), memory.layout().ramBytes());
        }
    }

    @Test
    void everyRangeIsZeroWritableAndItsOwn() {
        try (var memory = memory(Architecture.X86_64, "5GiB")) {
            long[] places = {0, 8, EmbeddedMemory.GIB, 2 * EmbeddedMemory.GIB - 8, 4 * EmbeddedMemory.GIB, 7 * EmbeddedMemory.GIB - 8};
            for (long place : places) {
                MemorySegment at = memory.at(GuestAddress.of(place), 8);
                assertEquals(0, at.get(ValueLayout.JAVA_LONG, 0));
                at.set(ValueLayout.JAVA_LONG, 0, place + 1);
            }
            for (long place : places) {
                assertEquals(place + 1, memory.at(GuestAddress.of(place), 8).get(ValueLayout.JAVA_LONG, 0));
            }
        }
    }

    @Test
    void rangesAcrossEdgesAreRefused() {
        try (var memory = memory(Architecture.X86_64, "5GiB")) {
            for (long place : new long[]{2 * EmbeddedMemory.GIB - 4, 3 * EmbeddedMemory.GIB, 7 * EmbeddedMemory.GIB - 4, 1L << 62}) {
                var thrown = assertThrows(IndexOutOfBoundsException.class, () -> memory.at(GuestAddress.of(place), 8));
                assertTrue(thrown.getMessage().contains("is not inside RAM [[0x0, 0x80000000), [0x100000000, 0x1c0000000)]"),
                        thrown.getMessage());
            }
            var ram = new GuestRam(memory);
            assertFalse(ram.holds(2 * EmbeddedMemory.GIB - 4, 8));
            assertFalse(ram.holds(-1, 1));
            assertFalse(ram.holds(Long.MAX_VALUE, 1));
            assertFalse(ram.holds(0, -1));
            assertTrue(ram.holds(7 * EmbeddedMemory.GIB - 8, 8));
        }
    }

    @Test
    void sizesAndExhaustionAreTold() {
        var golden = new Golden("memory.txt");
        golden.check("too small", () -> memory(Architecture.S390X, "15MiB"));
        golden.check("too large", () -> memory(Architecture.S390X, "1025GiB"));
        golden.check("not whole", () -> memory(Architecture.S390X, "16777217"));
        golden.check("host refuses", () -> EmbeddedMemory.allocate(Architecture.S390X, ByteSize.parse("2GiB"), (arena, bytes) -> {
            throw new java.io.IOException("mmap refused " + bytes + " bytes");
        }));
        try (var memory = memory(Architecture.S390X, "16MiB")) {
            var share = DeviceShare.freshBelow(2 * EmbeddedMemory.GIB, memory);
            share.allocate(100, 4096);
            golden.check("share used up", () -> share.allocate(4 << 20, 1));
        }
        golden.end();
    }

    @Test
    void theDeviceShareIsAlignedZeroedAndBelow2GiB() {
        for (Architecture architecture : Architecture.values()) {
            try (var memory = memory(architecture, "3GiB")) {
                var share = DeviceShare.freshBelow(2 * EmbeddedMemory.GIB, memory);
                GuestRange first = share.allocate(3, 1);
                GuestRange second = share.allocate(4096, 65536);
                assertEquals(0, second.start().value() % 65536);
                assertFalse(first.overlaps(second));
                assertTrue(second.end().value() <= 2 * EmbeddedMemory.GIB);
                assertEquals(-1, memory.at(second).mismatch(MemorySegment.ofArray(new byte[4096])));
                assertThrows(IllegalArgumentException.class, () -> share.allocate(1, 3));
                assertThrows(IllegalArgumentException.class, () -> share.allocate(-1, 1));
            }
        }
    }

    @Test
    void reservedPlaces() {
        try (var s390x = memory(Architecture.S390X, "64MiB");
                var ppc64 = memory(Architecture.PPC64, "64MiB");
                var x86 = memory(Architecture.X86_64, "64MiB")) {
            assertEquals(List.of(GuestRange.of(0x2000, 0x3ffe000)), s390x.layout().free());
            assertEquals(ppc64.ranges(), ppc64.layout().free());
            assertEquals(List.of(GuestRange.of(0x1000, 0x9f000), GuestRange.of(0x100000, 0x3f00000)), x86.layout().free());
        }
    }

    @Test
    void closedMemoryIsGone() {
        EmbeddedMemory memory = memory(Architecture.PPC64, "64MiB");
        MemorySegment held = memory.at(GuestAddress.of(0), 8);
        memory.close();
        memory.close();
        assertThrows(IllegalStateException.class, () -> held.get(ValueLayout.JAVA_LONG, 0));
    }

    @Test
    void zeroesWhatItIsToldAndNothingElse() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            for (LazyPages pages : List.of(LazyPages.anonymous(arena, 1 << 20), LazyPages.sparseFile(arena, 1 << 20))) {
                for (long[] part : new long[][]{{0, 1 << 20}, {5, 100}, {65_530, 12}, {70_000, 0}, {70_000, 400_000}, {131_072, 65_536}}) {
                    pages.bytes().fill((byte) 7);
                    pages.zero(pages.bytes().asSlice(part[0], part[1]));
                    for (long at = 0; at < pages.bytes().byteSize(); at++) {
                        boolean within = at >= part[0] && at < part[0] + part[1];
                        if (pages.bytes().get(ValueLayout.JAVA_BYTE, at) != (within ? 0 : 7)) {
                            throw new AssertionError("byte " + at + " after " + part[1] + " bytes at " + part[0] + " of " + pages);
                        }
                    }
                }
            }
        }
    }

    @Test
    void aRangeOfTheGuestIsZeroed() {
        try (var memory = memory(Architecture.X86_64, "5GiB")) {
            long at = 4 * EmbeddedMemory.GIB;
            memory.at(GuestAddress.of(at), 1 << 20).fill((byte) 7);
            memory.zero(GuestRange.of(at + 1, (1 << 20) - 2));
            assertEquals(7, memory.at(GuestAddress.of(at), 1).get(ValueLayout.JAVA_BYTE, 0));
            assertEquals(7, memory.at(GuestAddress.of(at + (1 << 20) - 1), 1).get(ValueLayout.JAVA_BYTE, 0));
            assertEquals(-1, memory.at(GuestAddress.of(at + 1), (1 << 20) - 2).mismatch(MemorySegment.ofArray(new byte[(1 << 20) - 2])));
            assertThrows(IndexOutOfBoundsException.class, () -> memory.zero(GuestRange.of(3 * EmbeddedMemory.GIB, 1)));
        }
    }

    @Test
    void aSparseFileDoesAsWell() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment pages = LazyPages.sparseFile(arena, 6L << 30).bytes();
            pages.set(ValueLayout.JAVA_LONG, (6L << 30) - 8, 7);
            assertEquals(0, pages.get(ValueLayout.JAVA_LONG, 0));
            assertEquals(7, pages.get(ValueLayout.JAVA_LONG, (6L << 30) - 8));
        }
    }
}
