package io.strapwork.volumes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.testkit.contract.ImageMutations;
import io.strapwork.testkit.fake.FakeBlocks;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every block that a reader of partition tables looks at, changed: whatever it says, the reader ends, reads nothing outside of the disk, and its partitions lie on the disk, apart from each other.
 * {@code -Dstrapwork.mutants=10000} changes each block that often.
 */
class MutatedTablesTests {
    private static final int MUTANTS = Integer.getInteger("strapwork.mutants", 200);
    private static final int SECTOR = 512;
    private static final int MOST_PARTITIONS = 20_000;
    /** A GPT, a chain and a VTOC can be long; nothing else is read. */
    private static final int MOST_READS = 2000;

    /** A disk with a table. */
    private enum Kind {
        GPT(_ -> {}), GPT_SEALED(disk -> disk.sealAll()) {
            @Override
            TestDisk disk() {
                return GPT.disk();
            }
        },
        /** The first copy is damaged, so that the other one is read. */
        BACKUP(_ -> {}), BACKUP_SEALED(disk -> disk.sealAll()) {
            @Override
            TestDisk disk() {
                return BACKUP.disk();
            }
        },
        GPT_4096(disk -> disk.sealAll()), MBR(_ -> {}), CDL(_ -> {}), LDL(_ -> {}), CMS(_ -> {});

        /** After a change: so that checksums don't hide what lies behind them. */
        private final Consumer<TestDisk> after;

        Kind(Consumer<TestDisk> after) {
            this.after = after;
        }

        TestDisk disk() {
            return switch (this) {
                case BACKUP -> {
                    TestDisk disk = new TestDisk(100, 512).gpt(40, 49, 50, 60);
                    disk.bytes[512] = 0;
                    yield disk;
                }
                case GPT_4096 -> new TestDisk(40, 4096).gpt(10, 19, 20, 30);
                case MBR -> new TestDisk(80, 512).mbr(0, 0, 0x83, 2, 10).mbr(0, 1, 5, 20, 40).mbr(20, 0, 0x83, 1, 2).mbr(20, 1, 5, 10, 20)
                        .mbr(30, 0, 0x83, 1, 2);
                case CDL -> {
                    TestDisk disk = new TestDisk(360, 4096).ebcdic(2 * 4096, "VOL1VOL1STRAP2");
                    disk.bytes[2 * 4096 + 18] = 1;
                    disk.bytes[2 * 4096 + 19] = 1;
                    yield disk.ebcdic(12 * 4096 + 44, "4").ebcdic(13 * 4096 + 44, "5").format1(14, 2, 10, "LINUX.VSTRAP2.PART0001.NATIVE")
                            .format1(15, 11, 29, "LINUX.VSTRAP2.PART0002.SWAP");
                }
                case LDL -> {
                    TestDisk disk = new TestDisk(20, 4096).ebcdic(2 * 4096, "LNX1STRAP1");
                    disk.bytes[2 * 4096 + 79] = (byte) 0xf2;
                    disk.bytes[2 * 4096 + 87] = 15;
                    yield disk;
                }
                case CMS -> {
                    TestDisk disk = new TestDisk(20, 512).ebcdic(512, "CMS1");
                    disk.bytes[512 + 31] = 18;
                    disk.bytes[512 + 55] = 3;
                    yield disk;
                }
                default -> new TestDisk(100, 512).gpt(40, 49, 50, 60);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void survivesChangedBlocks(Kind kind, TestReporter reporter) throws FetchException {
        List<Integer> sectors = sectors(kind.disk());
        assertFalse(sectors.isEmpty(), "the table was not looked at");
        int sound = 0;
        for (int sector : sectors) {
            for (int seed = 0; seed < MUTANTS; seed++) {
                var random = new Random((long) sector << 32 | seed);
                TestDisk disk = kind.disk();
                for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                    ImageMutations.mutate(disk.bytes, sector * SECTOR, (sector + 1) * SECTOR, random);
                }
                kind.after.accept(disk);
                String what = kind + ", sector " + sector + " changed, seed " + seed;
                try {
                    sound += look(disk);
                } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
                    throw new AssertionError(what + ": " + e, e);
                }
            }
        }
        assertTrue(sound > 0, "no table was good enough to have a partition");
        reporter.publishEntry("mutants", kind + ": " + sectors.size() + " sectors, " + MUTANTS + " each, " + sound + " with partitions");
    }

    /** What is read of a sound disk, but for zeros. */
    private static List<Integer> sectors(TestDisk disk) throws FetchException {
        var read = new TreeSet<Integer>();
        PartitionTable.read(disk.blocks().watchedBy((_, offset, bytes) -> {
            for (long at = offset / SECTOR; at * SECTOR < offset + bytes; at++) {
                read.add((int) at);
            }
        }));
        read.removeIf(sector -> Arrays.equals(new byte[SECTOR], Arrays.copyOfRange(disk.bytes, sector * SECTOR, (sector + 1) * SECTOR)));
        return List.copyOf(read);
    }

    /** Returns 1 when there were partitions, else 0. */
    private static int look(TestDisk disk) {
        FakeBlocks blocks = disk.blocks();
        try {
            PartitionTable table = PartitionTable.read(blocks);
            assertTrue(blocks.reads() < MOST_READS, () -> blocks.reads() + " reads");
            assertTrue(table.partitions().size() < MOST_PARTITIONS, "no end of partitions");
            List<Partition> parts = table.partitions().stream().filter(one -> one.number() > 0)
                    .sorted((one, other) -> Long.compare(one.offset(), other.offset())).toList();
            long end = 0;
            for (Partition partition : parts) {
                assertTrue(
                        partition.offset() >= end && partition.bytes() > 0 && partition.bytes() <= disk.bytes.length - partition.offset(),
                        () -> partition + " of " + table.partitions());
                assertEquals(partition.bytes(), partition.of(blocks).bytes());
                end = partition.offset() + partition.bytes();
            }
            ForeignVolume.name(blocks);
            return parts.isEmpty() ? 0 : 1;
        } catch (FetchException e) {
            assertTrue(e.problem().code().startsWith("SW-V0"), e::getMessage);
            return 0;
        }
    }
}
