package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskDriver;
import io.strapwork.api.link.DiskFacts;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.VirtualClock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apiguardian.api.API;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link DiskDriver} does, shown with a disk that the test plays.
 *
 * @param <B> the bus
 */
@Timeout(600)
@ExtendWith(LeavingOut.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class DiskDriverContract<B extends DeviceBus> {
    private static final byte GUARD = 0x3c;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int OPENINGS = 4;

    private final List<Bench<B>> benches = new ArrayList<>();
    private final List<Disk> disks = new ArrayList<>();
    private final VirtualClock clock = VirtualClock.jumping();

    /** A bus with one disk, or none. Used by one thread. */
    public interface Bench<B extends DeviceBus> extends AutoCloseable {
        B bus();

        /** All bytes of the disk, at least 100,000. */
        byte[] content();

        int blockSize();

        /** The disk reports an error for whatever touches this byte. Returns false when it can't be brought to that. */
        default boolean failAt(long offset) {
            return false;
        }

        /** The disk takes requests and never answers. Returns false when it can't be brought to that. */
        default boolean beSilent() {
            return false;
        }

        /** The disk says that it is done, but has written less than it was asked for, and that is said, too. Returns false when it can't be brought to that. */
        default boolean lie() {
            return false;
        }

        /** A disk that was silent writes now what it was asked for, if it still runs. */
        default void finishLate() {}

        @Override
        default void close() {}
    }

    /** A driver that waits by this clock. */
    protected abstract DiskDriver<B> driver(BootClock clock);

    /** A bus with a disk. Each is another one. */
    protected abstract Bench<B> bench();

    /** A bus without any disk that the driver drives. */
    protected abstract Bench<B> empty();

    private Bench<B> made(Bench<B> bench) {
        benches.add(bench);
        return bench;
    }

    private Disk open(Bench<B> bench) {
        List<Disk> opened = driver(clock).open(bench.bus());
        disks.addAll(opened);
        assertEquals(1, opened.size(), "disks on a bus with one");
        return opened.getFirst();
    }

    @BeforeEach
    void notInterrupted() {
        assertFalse(Thread.interrupted());
    }

    @AfterEach
    void everythingEnds() {
        assertFalse(Thread.interrupted(), "the boot's thread is left interrupted");
        disks.forEach(Disk::quiesce);
        benches.forEach(Bench::close);
    }

    private static byte[] read(Disk disk, long offset, int bytes) {
        var into = new byte[bytes];
        disk.read(offset, MemorySegment.ofArray(into));
        return into;
    }

    private static void same(Bench<?> bench, Disk disk, int offset, int bytes) {
        assertArrayEquals(Arrays.copyOfRange(bench.content(), offset, offset + bytes), read(disk, offset, bytes),
                () -> bytes + " bytes at " + offset + ", in blocks of " + bench.blockSize());
    }

    /** Seconds of real time after which a read counts as one that never ends; it takes none, as its clock is virtual. */
    protected int patience() {
        return 60;
    }

    @Test
    void tellsItsFacts() {
        Bench<B> bench = made(bench());
        Disk disk = open(bench);
        DiskFacts facts = disk.facts();
        assertEquals(bench.content().length, facts.bytes(), "the facts tell the size of the disk");
        assertEquals(bench.blockSize(), facts.blockSize(), "the facts tell the size of a block, in which partition tables count");
        assertFalse(facts.location().isBlank(), "the facts tell where the disk is");
        facts.serial().ifPresent(serial -> assertTrue(!serial.isBlank() && serial.equals(serial.strip()) && serial.chars().noneMatch(
                character -> character < ' ' || character == 127), () -> "a serial number is printable: " + serial));
        assertEquals(facts, disk.facts(), "the facts of an open disk stay");
    }

    @Test
    void readsTheWholeDisk() {
        Bench<B> bench = made(bench());
        same(bench, open(bench), 0, bench.content().length);
    }

    @Test
    void readsAnyRange() {
        Bench<B> bench = made(bench());
        Disk disk = open(bench);
        int size = bench.content().length;
        int block = bench.blockSize();
        for (int offset : new int[]{0, 1, block - 1, block, block + 1, size - block - 1, size - block, size - 1}) {
            for (int bytes : new int[]{0, 1, 2, block - 1, block, block + 1, 3 * block + 5}) {
                same(bench, disk, offset, Math.min(bytes, size - offset));
            }
        }
        same(bench, disk, size, 0);
        var random = new Random(13);
        for (int i = 0; i < 200; i++) {
            int bytes = random.nextInt(Math.min(size, 300_000));
            same(bench, disk, random.nextInt(size - bytes + 1), bytes);
        }
    }

    @Test
    void writesNothingButTheSegment() {
        Bench<B> bench = made(bench());
        Disk disk = open(bench);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment whole = arena.allocate(3 * 5000);
            whole.fill(GUARD);
            disk.read(777, whole.asSlice(5000, 5000));
            byte[] bytes = whole.toArray(ValueLayout.JAVA_BYTE);
            assertArrayEquals(Arrays.copyOfRange(bench.content(), 777, 5777), Arrays.copyOfRange(bytes, 5000, 10_000));
            for (int i = 0; i < 5000; i++) {
                assertEquals(GUARD, bytes[i], "writes before the segment that it was given");
                assertEquals(GUARD, bytes[10_000 + i], "writes behind the segment that it was given");
            }
        }
    }

    @Test
    void refusesWhatIsOutside() {
        Bench<B> bench = made(bench());
        Disk disk = open(bench);
        long size = bench.content().length;
        for (long[] range : new long[][]{{-1, 1}, {size, 1}, {size - 1, 2}, {Long.MAX_VALUE, 1}, {size + 512, 0}, {0, size + 1}}) {
            try {
                read(disk, range[0], (int) range[1]);
                fail("reads outside of the disk: " + range[1] + " bytes at " + range[0] + " of " + size);
            } catch (IndexOutOfBoundsException expected) {
                same(bench, disk, 10, 10);
            }
        }
    }

    @Test
    void tellsAnErrorAndGoesOn() {
        Bench<B> bench = made(bench());
        Disk disk = open(bench);
        assumeTrue(bench.failAt(50_000), "the bench can't have its disk report an error: there is nothing to test");
        StrapworkException told = ToldWell.refuses("a disk that reports an error", 'L', () -> read(disk, 49_000, 2000));
        assertTrue(told.problems().getFirst().where().contains(disk.facts().location()), () -> "which disk is it? " + told.problems());
        same(bench, disk, 0, 1000);
        ToldWell.refuses("a disk that reports an error in the midst of much", 'L', () -> read(disk, 0, bench.content().length));
        same(bench, disk, 0, 20_000);
    }

    @Test
    void waitsNotForever() throws Exception {
        Bench<B> bench = made(bench());
        Disk disk = open(bench);
        assumeTrue(bench.beSilent(), "the bench can't have its disk stay silent: there is nothing to test");
        Duration before = clock.elapsed();
        Limit.within(patience(), "waits for ever: the disk never answers, and read does not end", () -> ToldWell
                .refuses("a disk that never answers", 'L', () -> read(disk, 0, 100)));
        assertTrue(clock.elapsed().minus(before).compareTo(LONGEST) < 0, () -> "waits too long: " + clock.elapsed().minus(before));
        byte[] found;
        try {
            found = read(disk, 0, 100);
        } catch (StrapworkException e) {
            ToldWell.check(e, 'L');
            found = Arrays.copyOf(bench.content(), 100);
        }
        assertArrayEquals(Arrays.copyOf(bench.content(), 100), found, "what comes late is taken for the answer to another request");
        disk.quiesce();
        GuestSnapshot quiet = GuestSnapshot.of(bench.bus().dma().memory());
        bench.finishLate();
        quiet.unchanged("ignores close: the disk writes guest memory after quiesce");
    }

    @Test
    void doesNotTrustTheDisk() {
        Bench<B> bench = made(bench());
        Disk disk = open(bench);
        assumeTrue(bench.lie(), "the bench can't have its disk write less than it says: there is nothing to test");
        ToldWell.refuses("a disk that wrote less than it was asked for", 'L', () -> read(disk, 0, 20_000));
    }

    @Test
    void isSilentAfterQuiesce() {
        Bench<B> bench = made(bench());
        Disk disk = open(bench);
        same(bench, disk, 3, 3000);
        disk.quiesce();
        GuestSnapshot before = GuestSnapshot.of(bench.bus().dma().memory());
        assertThrows(RuntimeException.class, () -> read(disk, 0, 10), "reads after quiesce");
        before.unchanged("writes after quiesce: the driver writes guest memory when it is used");
        disk.quiesce();
        before.unchanged("writes after quiesce: the second quiesce writes guest memory");
    }

    /** Memory that devices share is not given back before the machine ends: a disk that is opened again must not need more each time than there is. */
    @Test
    void canBeOpenedAgain() {
        Bench<B> bench = made(bench());
        for (int i = 0; i < OPENINGS; i++) {
            Disk disk;
            try {
                disk = open(bench);
                same(bench, disk, i, 1000);
            } catch (StrapworkException e) {
                throw new AssertionError(
                        "takes too much memory, or does not reset its disk: opening number " + (i + 1) + " fails: " + e.problems(), e);
            }
            disk.quiesce();
            disk.quiesce();
        }
    }

    @Test
    void findsNoneOnABusWithoutDisks() {
        Bench<B> bench = made(empty());
        try {
            assertEquals(List.of(), driver(clock).open(bench.bus()), "disks of a bus that has none");
        } catch (RuntimeException e) {
            throw new AssertionError("a bus without disks is none of the driver's problems, but it threw: " + e, e);
        }
    }

    @Test
    void keepsInterruptsOfItsThread() throws Exception {
        Bench<B> bench = made(bench());
        Limit.within(30, "open or read does not return once its thread was interrupted", () -> {
            Thread.currentThread().interrupt();
            try {
                same(bench, open(bench), 1, 2000);
            } catch (StrapworkException e) {
                ToldWell.check(e, 'L');
            }
            assertTrue(Thread.interrupted(), "swallows an interrupt: set it again before you return or throw");
            return true;
        });
    }

    @Test
    void twoBootsAtOnce() {
        var runs = new ArrayList<CompletableFuture<Void>>();
        for (int boot = 0; boot < 4; boot++) {
            Bench<B> bench = made(bench());
            Disk disk = open(bench);
            int seed = boot;
            runs.add(CompletableFuture.runAsync(() -> {
                var random = new Random(seed);
                for (int i = 0; i < 100; i++) {
                    int bytes = random.nextInt(20_000);
                    same(bench, disk, random.nextInt(bench.content().length - bytes), bytes);
                }
            }));
        }
        for (CompletableFuture<Void> run : runs) {
            run.exceptionally(e -> {
                throw new AssertionError("concurrent boots disturbed each other: " + e.getMessage(), e);
            }).join();
        }
    }

    @Test
    void keepsNothingStatic() {
        StaticState.none(driver(clock));
        StaticState.none(open(made(bench())));
    }
}
