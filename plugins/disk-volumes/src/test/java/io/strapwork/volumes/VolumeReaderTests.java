package io.strapwork.volumes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskFacts;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.testkit.fake.FakeBlocks;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class VolumeReaderTests {
    private static final VolumeProblems PROBLEMS = new VolumeProblems("toy volume");
    private final byte[] content = new byte[100_000];
    private final FakeBlocks blocks = FakeBlocks.of(content);
    private final VolumeReader reader = new VolumeReader(blocks, PROBLEMS);

    VolumeReaderTests() {
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 7 + i / 256);
        }
    }

    private static String code(Executable reading) {
        return assertThrows(FetchException.class, reading).problem().code();
    }

    /** As large as it is told, of zeros. */
    private record Zeros(long bytes) implements Blocks {
        @Override
        public int blockSize() {
            return 512;
        }

        @Override
        public void read(long offset, MemorySegment into) {
            into.fill((byte) 0);
        }
    }

    @Test
    void readsWithinItsBoundsOnly() throws FetchException {
        assertArrayEquals(Arrays.copyOfRange(content, 16_000, 50_000), reader.read(16_000, 34_000).array(), "over three pages");
        assertEquals(0, reader.read(100_000, 0).length());
        for (long[] wrong : new long[][]{{-1, 1}, {100_000, 1}, {99_999, 2}, {Long.MAX_VALUE, 1}, {Long.MIN_VALUE, 1}}) {
            assertEquals("SW-V001", code(() -> reader.read(wrong[0], (int) wrong[1])));
        }
        assertEquals("toy volume, byte 100000", assertThrows(FetchException.class, () -> reader.read(100_000, 1)).problem().where());
        assertEquals(5 * 4096L, reader.offset(5, 4096));
        for (long block : new long[]{-1, Long.MAX_VALUE, 1L << 52, Long.MIN_VALUE}) {
            assertEquals("SW-V001", code(() -> reader.offset(block, 4096)));
        }
    }

    @Test
    void readsEachPageOnce() throws FetchException {
        reader.read(0, 16_000);
        reader.read(100, 200);
        int reads = blocks.reads();
        assertEquals(1, reads);
        content[100] ^= 1;
        assertEquals((content[100] ^ 1) & 0xff, reader.read(100, 1).u8(0), "what was read does not change any more");
        reader.read(16_384, 1);
        assertEquals(reads + 1, blocks.reads());
    }

    @Test
    void endsOperationsAndVolumes() throws FetchException {
        var large = new VolumeReader(new Zeros(1L << 40), PROBLEMS);
        assertEquals("SW-V003", code(() -> {
            for (int i = 0; i < 20_000_000; i++) {
                large.read(0, 2);
            }
        }), "one operation");
        large.begin();
        large.read(0, 2);
        assertEquals("SW-V003", code(() -> large.read(0, (16 << 20) + 1)), "one structure");
        assertEquals("SW-V003", code(() -> {
            for (long i = 0; i < 1 << 20; i++) {
                large.begin();
                large.read(i << 14, 1);
            }
        }), "one volume");
    }

    @Test
    void fieldsOfBothByteOrders() throws FetchException {
        Bytes bytes = reader.wrap(1000, new byte[]{1, 2, 3, 4, (byte) 0xff, 6, 7, 8, 'n', 'a', 0, 'x'});
        assertEquals(0x0102, bytes.u16be(0));
        assertEquals(0x0201, bytes.u16le(0));
        assertEquals(0x01020304, bytes.i32be(0));
        assertEquals(0xff060708L, bytes.u32be(4));
        assertEquals(0x080706ffL, bytes.u32le(4));
        assertEquals(0x01020304ff060708L, bytes.u64be(0));
        assertEquals(0x080706ff04030201L, bytes.u64le(0));
        assertEquals("na", bytes.name(8, 4));
        assertEquals("na\0x", bytes.from(8).text(0, 4, StandardCharsets.US_ASCII));
        assertTrue(bytes.has(8, "na"), "na");
        assertFalse(bytes.has(11, "xy"), "it ends before");
        assertFalse(bytes.has(-1, "n"), "it begins later");
        assertTrue(bytes.isZero(10, 1) && !bytes.isZero(10, 2), "zeros");
        assertEquals(1008, bytes.slice(8, 2).place());
        Bytes slice = bytes.slice(4, 4);
        for (Executable wrong : new Executable[]{() -> slice.u8(4), () -> slice.u8(-1), () -> slice.u16le(3), () -> slice.u64be(0),
            () -> slice.slice(2, 3), () -> slice.slice(-1, 2),
            () -> slice.array(0, -1), () -> slice.from(5), () -> slice.u32le(Integer.MAX_VALUE)}) {
            assertEquals("SW-V002", code(wrong));
        }
    }

    @Test
    void extentsAndHoles() throws FetchException {
        FileExtents file = FileExtents.of(reader, 10_000).add(1000, 50_000, 1000).add(2000, 51_000, 1000).add(5000, 20_000, 100_000)
                .build();
        assertEquals(2, file.count(), "neighbours are one");
        var all = new byte[10_000];
        file.read(0, MemorySegment.ofArray(all));
        for (int i = 0; i < all.length; i++) {
            int expected = i < 1000 || i >= 3000 && i < 5000 ? 0 : i < 3000 ? content[49_000 + i] : content[15_000 + i];
            assertEquals((byte) expected, all[i], "byte " + i);
        }
        for (int[] part : new int[][]{{0, 10_000}, {900, 200}, {1500, 100}, {2900, 3000}, {4000, 500}, {9999, 1}, {10_000, 0}}) {
            assertArrayEquals(Arrays.copyOfRange(all, part[0], part[0] + part[1]), file.metadata(part[0], part[1]).array());
            var read = new byte[part[1]];
            file.read(part[0], MemorySegment.ofArray(read));
            assertArrayEquals(Arrays.copyOfRange(all, part[0], part[0] + part[1]), read);
        }
        assertEquals("SW-V006", code(() -> file.metadata(9999, 2)));
        assertEquals("SW-V007", code(() -> FileExtents.of(reader, -1)));
        assertEquals("SW-V007", code(() -> FileExtents.of(reader, 100).add(50, 0, 10).add(55, 0, 10)));
        assertEquals("SW-V001", code(() -> FileExtents.of(reader, 100).add(0, 99_990, 100)));
        assertEquals("SW-V007", code(() -> {
            FileExtents.Builder many = FileExtents.of(reader, Long.MAX_VALUE);
            for (long i = 0; i < 1 << 21; i++) {
                many.add(2 * i, 0, 1);
            }
        }));
    }

    @Test
    void rangesOfDisks() throws FetchException {
        var range = new BlockRange(blocks, 1000, 500);
        var some = new byte[500];
        range.read(0, MemorySegment.ofArray(some));
        assertEquals(content[1000], some[0]);
        assertEquals("SW-V001", code(() -> range.read(1, MemorySegment.ofArray(some))));
        assertEquals("SW-V001", code(() -> range.read(-1, MemorySegment.ofArray(some))));
        assertThrows(IllegalArgumentException.class, () -> new BlockRange(blocks, 99_000, 1001));
    }

    @Test
    void whatADiskReports() {
        var broken = new Problem("SW-L999", Blame.PEER, "fe.0.0001", "it does not answer", "");
        var disk = new DiskBlocks(new Disk() {
            @Override
            public DiskFacts facts() {
                return new DiskFacts("fe.0.0001", 1024, 512, Optional.empty(), Optional.empty(), true);
            }

            @Override
            public void read(long offset, MemorySegment into) {
                throw broken.asException();
            }

            @Override
            public void quiesce() {}
        });
        assertEquals("SW-L999", code(() -> disk.read(0, MemorySegment.ofArray(new byte[1024]))));
        assertEquals("SW-V001", code(() -> disk.read(1, MemorySegment.ofArray(new byte[1024]))), "the driver is not asked");
    }
}
