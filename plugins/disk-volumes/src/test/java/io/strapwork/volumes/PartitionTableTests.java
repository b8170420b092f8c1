package io.strapwork.volumes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.link.DiskGeometry;
import io.strapwork.testkit.fake.FakeBlocks;
import io.strapwork.volumes.PartitionTable.Scheme;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTableTests {
    private static List<String> names(PartitionTable table) {
        return table.partitions().stream().map(one -> one.name() + " " + one.offset() + "+" + one.bytes() + " " + one.type()).toList();
    }

    private static String told(TestDisk disk) throws FetchException {
        return String.join("\n", PartitionTable.read(disk.blocks()).remarks());
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void gpt(int block) throws FetchException {
        PartitionTable table = PartitionTable.read(new TestDisk(400, block).gpt(40, 99, 100, 199).blocks());
        assertEquals(Scheme.GPT, table.scheme());
        assertEquals(
                List.of("gpt1 " + 40 * block + "+" + 60 * block + " " + TestDisk.LINUX,
                        "gpt2 " + 100 * block + "+" + 100 * block + " " + TestDisk.LINUX),
                names(table));
        assertEquals(Optional.of("00112233-4455-6677-8899-aabbccddee01"), table.partitions().get(1).uuid());
        assertEquals(Optional.of("part 1"), table.partitions().get(1).label());
        assertEquals(Optional.of("12345678-9abc-def0-1122-334455667788"), table.uuid());
        assertEquals(List.of(), table.remarks());
    }

    @Test
    void theBackupOfAGpt() throws FetchException {
        TestDisk disk = new TestDisk(400, 512).gpt(40, 99);
        disk.bytes[512 + 60] ^= 1;
        PartitionTable table = PartitionTable.read(disk.blocks());
        assertEquals(List.of("gpt1 20480+30720 " + TestDisk.LINUX), names(table));
        assertEquals(List.of("the GPT's first copy is damaged (header in block 1: wrong CRC); the backup at the disk's end was read"),
                table.remarks());
        disk.bytes[367 * 512 + 32] ^= 1;
        assertEquals("SW-V010", assertThrows(FetchException.class, () -> PartitionTable.read(disk.blocks())).problem().code());
    }

    @Test
    void entriesThatAreDamaged() throws FetchException {
        TestDisk disk = new TestDisk(400, 512).gpt(40, 99);
        disk.bytes[2 * 512 + 32] ^= 1;
        assertTrue(told(disk).contains("entries of the header in block 1: wrong CRC"), () -> "nothing told");
        for (int[] field : new int[][]{{72, 1}, {72, -1}, {72, 399}, {80, 1 << 20}, {84, 96}, {84, 64}, {84, 1 << 20}, {12, 0}, {12, 600},
            {24, 2}}) {
            TestDisk lying = new TestDisk(400, 512).gpt(40, 99);
            lying.little.putInt(512 + field[0], field[1]);
            lying.seal(1);
            assertTrue(told(lying).startsWith("the GPT's first copy is damaged"), () -> Arrays.toString(field));
        }
    }

    @Test
    void blocksOfAnotherSize() throws FetchException {
        TestDisk disk = new TestDisk(400, 4096).gpt(40, 99);
        PartitionTable table = PartitionTable.read(FakeBlocks.of(disk.bytes));
        assertEquals(List.of("gpt1 163840+245760 " + TestDisk.LINUX), names(table));
        assertEquals(List.of("the GPT counts in blocks of 4096 bytes, the disk in blocks of 512"), table.remarks());
    }

    @Test
    void partitionsThatCanNotBe() throws FetchException {
        PartitionTable table = PartitionTable
                .read(new TestDisk(400, 512).gpt(40, 99, 99, 120, 130, 129, 200, 400, -5, -1, 200, 399).blocks());
        assertEquals(List.of("gpt1", "gpt6"), table.partitions().stream().map(Partition::name).toList());
        assertEquals(
                List.of("gpt2 is left out: it overlaps gpt1 [20480, 51200)",
                        "gpt3 is left out: it lies outside of the disk of 204800 bytes",
                        "gpt4 is left out: it lies outside of the disk of 204800 bytes",
                        "gpt5 is left out: it lies outside of the disk of 204800 bytes"),
                table.remarks());
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void mbrWithLogicalPartitions(int block) throws FetchException {
        TestDisk disk = new TestDisk(400, block).mbr(0, 0, 0x0c, 8, 10).mbr(0, 2, 0x05, 100, 200).mbr(0, 3, 0x83, 320, 10)
                .mbr(100, 0, 0x83, 1, 20).mbr(100, 1, 0x05, 50, 50)
                .mbr(150, 0, 0x82, 2, 5);
        disk.little.putInt(440, 0x1234abcd);
        PartitionTable table = PartitionTable.read(disk.blocks());
        assertEquals(Scheme.MBR, table.scheme());
        assertEquals(List.of("msdos1 " + 8 * block + "+" + 10 * block + " 0x0c", "msdos4 " + 320 * block + "+" + 10 * block + " 0x83",
                "msdos5 " + 101 * block + "+" + 20 * block + " 0x83", "msdos6 " + 152 * block + "+" + 5 * block + " 0x82"), names(table));
        assertEquals(Optional.of("1234abcd-05"), table.partitions().get(2).uuid());
        assertEquals(List.of(), table.remarks());
    }

    @Test
    void noMorePartitionsThanLinuxHas() throws FetchException {
        TestDisk disk = new TestDisk(2000, 512).mbr(0, 0, 0x0f, 100, 1900);
        for (int table = 100; table < 1400; table += 10) {
            disk.mbr(table, 0, 0x83, 1, 2).mbr(table, 1, 0x83, 3, 2).mbr(table, 2, 0x05, table - 90, 10);
        }
        PartitionTable table = PartitionTable.read(disk.blocks());
        assertEquals(256, table.partitions().size());
        assertEquals("msdos261 is left out: the disk has more than 256 partitions", table.remarks().getFirst());
    }

    @Test
    void chainsThatDoNotEnd() throws FetchException {
        TestDisk loop = new TestDisk(400, 512).mbr(0, 0, 0x0f, 100, 200).mbr(100, 0, 0x83, 1, 5).mbr(100, 1, 0x05, 50, 50).mbr(150, 1, 0x05,
                50, 50);
        assertEquals("the chain of extended partitions is a loop or too long at block 150; what follows is left out", told(loop));
        assertEquals(1, PartitionTable.read(loop.blocks()).partitions().size());
        assertEquals("an extended partition lies outside of the disk, at block 4294967295; it is left out",
                told(new TestDisk(400, 512).mbr(0, 0, 0x05, 0xffffffffL, 200)));
        assertEquals("the extended partition at block 100 has no signature; it is left out",
                told(new TestDisk(400, 512).mbr(0, 0, 0x05, 100, 200)));
    }

    @Test
    void disksWithoutATable() throws FetchException {
        TestDisk fat = new TestDisk(400, 512).text(54, "FAT12").text(446, "boot code that is no table").mbr(0, 3, 0x20, 0x20202020, 1);
        fat.bytes[446] = 'b';
        for (TestDisk disk : List.of(fat, new TestDisk(400, 512), new TestDisk(1, 512), new TestDisk(0, 512))) {
            PartitionTable table = PartitionTable.read(disk.blocks());
            assertEquals(Scheme.NONE, table.scheme());
            assertEquals(List.of(" 0+" + disk.bytes.length + " "), names(table));
        }
    }

    /** xorriso's partitions lie upon each other; the whole disk comes first. */
    @Test
    void imagesForDiscsAndDisks() throws FetchException {
        TestDisk disk = new TestDisk(400, 512).text(32768, "\1CD001\1").mbr(0, 0, 0x17, 0, 400).mbr(0, 1, 0xef, 100, 20);
        PartitionTable table = PartitionTable.read(disk.blocks());
        assertEquals(List.of(" 0+204800 ", "msdos1 0+204800 0x17", "msdos2 51200+10240 0xef"), names(table));
        assertEquals(0, table.partitions().getFirst().number());
        assertEquals(List.of(), table.remarks());
        TestDisk broken = new TestDisk(400, 512).gpt(90, 99).text(32768, "\1CD001\1");
        broken.bytes[512] = 0;
        assertEquals(List.of(" 0+204800 "), names(PartitionTable.read(broken.blocks())), "the image counts, not what is left of its GPT");
    }

    @Test
    void compatibleDiskLayout() throws FetchException {
        TestDisk disk = new TestDisk(360, 4096).ebcdic(2 * 4096, "VOL1VOL1STRAP2");
        // the VTOC is on track 1
        disk.bytes[2 * 4096 + 18] = 1;
        disk.bytes[2 * 4096 + 19] = 1;
        disk.ebcdic(12 * 4096 + 44, "4").ebcdic(13 * 4096 + 44, "5");
        disk.format1(14, 2, 10, "LINUX.VSTRAP2.PART0001.NATIVE").format1(15, 11, 29, "LINUX.VSTRAP2.PART0002.SWAP");
        for (Optional<DiskGeometry> geometry : List.of(Optional.of(new DiskGeometry(2, 15, 12)), Optional.<DiskGeometry>empty())) {
            PartitionTable table = PartitionTable.read(disk.blocks(), geometry);
            assertEquals(Scheme.DASD_CDL, table.scheme());
            assertEquals(List.of("dasd1 98304+442368 NATIVE", "dasd2 540672+933888 SWAP"), names(table));
        }
        assertEquals(
                List.of("dasd1 is left out: it lies outside of the disk of 1474560 bytes",
                        "dasd2 is left out: it lies outside of the disk of 1474560 bytes"),
                PartitionTable.read(disk.format1(14, 40, 50, "A").format1(15, 20, 10, "B").blocks()).remarks());
    }

    @Test
    void linuxDiskLayout() throws FetchException {
        TestDisk disk = new TestDisk(100, 4096).ebcdic(2 * 4096, "LNX1STRAP1");
        assertEquals(List.of("dasd1 12288+397312 LNX1"), names(PartitionTable.read(disk.blocks())));
        disk.bytes[2 * 4096 + 79] = (byte) 0xf2;
        disk.bytes[2 * 4096 + 87] = 50;
        assertEquals(List.of("dasd1 12288+192512 LNX1"), names(PartitionTable.read(disk.blocks())));
        TestDisk cms = new TestDisk(100, 512).ebcdic(512, "CMS1");
        cms.bytes[512 + 31] = 60;
        assertEquals(List.of("dasd1 1024+29696 CMS1"), names(PartitionTable.read(cms.blocks())));
        cms.bytes[512 + 55] = 10;
        assertEquals(List.of("dasd1 5120+30208 CMS1"), names(PartitionTable.read(cms.blocks())));
    }

    static Stream<byte[]> disks() {
        TestDisk cdl = new TestDisk(36, 4096).ebcdic(2 * 4096, "VOL1VOL1STRAP2").format1(1, 2, 2, "A");
        cdl.bytes[2 * 4096 + 19] = 2;
        return Stream.of(new TestDisk(100, 512).gpt(40, 49, 50, 60).bytes,
                new TestDisk(80, 512).mbr(0, 0, 0x83, 2, 10).mbr(0, 1, 5, 20, 40).mbr(20, 0, 0x83, 1, 2).mbr(20, 1, 5, 10, 20).mbr(30, 0,
                        0x83, 1, 2).bytes,
                cdl.bytes,
                new TestDisk(20, 512).ebcdic(1024, "LNX1").bytes, new TestDisk(20, 512).ebcdic(512, "CMS1").bytes);
    }

    /** Whatever a disk says. */
    @MethodSource("disks")
    @FuzzTest
    void anyDisk(byte[] disk) {
        for (int block : new int[]{512, 4096}) {
            MemorySegment content = MemorySegment.ofArray(disk).asSlice(0, disk.length / block * block);
            look(FakeBlocks.of(content, block));
        }
    }

    private static void look(Blocks disk) {
        try {
            PartitionTable table = PartitionTable.read(disk);
            for (Partition partition : table.partitions()) {
                assertEquals(partition.bytes(), partition.of(disk).bytes());
            }
            ForeignVolume.name(disk);
        } catch (FetchException e) {
            assertTrue(e.problem().code().startsWith("SW-V0"), e::getMessage);
        }
    }

    @Test
    void foreignVolumes() throws FetchException {
        record Seen(int at, String magic, String name) {}
        for (Seen seen : List.of(new Seen(512, "LABELONE", "an LVM2 physical volume"),
                new Seen(0, "LUKS\u00ba\u00be", "a LUKS encrypted volume"),
                new Seen(4096, "\u00fc\u004e\u002b\u00a9", "a member of an MD RAID (metadata 1.2)"),
                new Seen(65536, "\u00fc\u004e\u002b\u00a9", "a member of an MD RAID (metadata 0.90)"),
                new Seen(131072 - 8192, "\u00fc\u004e\u002b\u00a9", "a member of an MD RAID (metadata 1.0)"),
                new Seen(4086, "SWAPSPACE2", "swap space"))) {
            assertEquals(Optional.of(seen.name), ForeignVolume.name(new TestDisk(256, 512).text(seen.at, seen.magic).blocks()));
        }
        assertEquals(Optional.empty(), ForeignVolume.name(new TestDisk(256, 512).blocks()));
        assertEquals(Optional.empty(), ForeignVolume.name(new TestDisk(0, 512).blocks()));
    }
}
