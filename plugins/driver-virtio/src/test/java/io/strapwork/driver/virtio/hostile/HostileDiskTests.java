package io.strapwork.driver.virtio.hostile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.link.Disk;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.driver.virtio.ccw.VirtioBlkCcwDriver;
import io.strapwork.driver.virtio.ccw.VirtioBlkCcwOptions;
import io.strapwork.driver.virtio.fake.DeviceQueue;
import io.strapwork.driver.virtio.fake.FakeBlkDevice;
import io.strapwork.driver.virtio.fake.FakePciBus;
import io.strapwork.driver.virtio.fake.TestMemory;
import io.strapwork.driver.virtio.hostile.Lies.Manner;
import io.strapwork.driver.virtio.pci.VirtioBlkPciDriver;
import io.strapwork.driver.virtio.pci.VirtioBlkPciOptions;
import io.strapwork.testkit.VirtualClock;
import io.strapwork.testkit.fake.FuzzedRandom;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Disks that lie, from the first register to the last block: each run ends, by a problem or with all that was asked for. */
@Timeout(600)
class HostileDiskTests {
    private static final int RUNS = 40;
    /** Short, so that there are many runs. */
    private static final Duration PATIENCE = Duration.ofMillis(50);
    private static final int BYTES = 1 << 20;

    private static FakeBlkDevice device(TestMemory memory, Random random) {
        var device = new FakeBlkDevice(memory, new byte[BYTES]);
        Arrays.fill(device.content, (byte) 7);
        device.blockSize = 512 << random.nextInt(4);
        device.sizeMax = random.nextBoolean() ? 0 : random.nextInt(100_000);
        device.segMax = random.nextInt(200);
        device.maxQueueSize = 1 << random.nextInt(9);
        device.turned = 1 + random.nextInt(5);
        return device;
    }

    private static List<Disk> open(DeviceBus bus) {
        return bus instanceof FakePciBus pci
                ? new VirtioBlkPciDriver(new VirtioBlkPciOptions(List.of(), PATIENCE, List.of()), VirtualClock.jumping()).open(pci)
                : new VirtioBlkCcwDriver(new VirtioBlkCcwOptions(List.of(), 2, PATIENCE, List.of()), VirtualClock.jumping())
                        .open((LyingChannels) bus);
    }

    /** Whether it came to an end by a problem. */
    private static boolean run(DeviceBus bus, FakeBlkDevice device, Random random) {
        List<Disk> disks;
        try {
            disks = open(bus);
        } catch (StrapworkException e) {
            told(e);
            return true;
        } catch (IndexOutOfBoundsException | AssertionError e) {
            throw new AssertionError("a lie of the machine went through", e);
        }
        boolean refused = disks.isEmpty();
        for (Disk disk : disks) {
            for (int step = 0; step < 30 && !refused; step++) {
                device.requestStatus = random.nextInt(8) == 0 ? random.nextInt(256) : 0;
                device.lengthError = random.nextInt(8) == 0 ? random.nextInt(-20, 20) : 0;
                if (random.nextInt(4) == 0) {
                    scribble(device.queues[0], random);
                }
                long most = Math.min(disk.facts().bytes(), BYTES);
                int length = (int) (most == 0 ? 0 : random.nextLong(Math.min(most, 200_000) + 1));
                long offset = random.nextLong(most - length + 1);
                refused = read(disk, offset, length);
            }
            try {
                disk.quiesce();
            } catch (StrapworkException e) {
                told(e);
            }
        }
        return refused;
    }

    private static boolean read(Disk disk, long offset, int length) {
        var into = new byte[length];
        try {
            disk.read(offset, MemorySegment.ofArray(into));
        } catch (StrapworkException e) {
            told(e);
            return !e.problems().getFirst().code().equals("SW-L202");
        } catch (IndexOutOfBoundsException beyondItsContent) {
            return true;
        }
        return false;
    }

    private static void told(StrapworkException e) {
        for (Problem problem : e.problems()) {
            assertTrue(problem.code().matches("SW-L[12][0-9][0-9]"), problem.toString());
            assertTrue(!problem.what().isBlank());
        }
    }

    /** A used ring with indexes ahead, wrong ids, wrong lengths. */
    private static void scribble(DeviceQueue queue, Random random) {
        if (queue == null) {
            return;
        }
        MemorySegment used = queue.usedRing();
        switch (random.nextInt(3)) {
            case 0 -> queue.putUsedIndex(random.nextInt(0x10000));
            case 1 -> used.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2,
                    (short) (used.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2) + 1 + random.nextInt(3)));
            default -> used.set(ValueLayout.JAVA_BYTE, random.nextLong(used.byteSize()), (byte) random.nextInt());
        }
    }

    private static boolean pci(Manner manner, Random random) {
        var memory = new TestMemory(24 << 20);
        FakeBlkDevice device = device(memory, random);
        var bus = new LyingPci(memory, new Lies(random, manner, 1 + random.nextInt(200), random.nextInt(700)));
        bus.addVirtio("00:08.0", device);
        return run(bus, device, random);
    }

    private static boolean ccw(Manner manner, Random random) {
        var memory = new TestMemory(24 << 20);
        FakeBlkDevice device = device(memory, random);
        var bus = new LyingChannels(memory, new Lies(random, manner, 1 + random.nextInt(60), random.nextInt(150)));
        bus.add(0, 0x100, device);
        return run(bus, device, random);
    }

    static Stream<byte[]> dice() {
        return FuzzedRandom.dice(2000);
    }

    @MethodSource("dice")
    @FuzzTest
    void anyPciDisk(byte[] bytes) {
        pci(Manner.RANDOM, new FuzzedRandom(bytes));
    }

    @MethodSource("dice")
    @FuzzTest
    void anyCcwDisk(byte[] bytes) {
        ccw(Manner.RANDOM, new FuzzedRandom(bytes));
    }

    @ParameterizedTest
    @EnumSource
    void pciEndsInAProblemOrADisk(Manner manner) {
        var random = new Random(20261130 + manner.ordinal());
        int refused = 0;
        for (int run = 0; run < RUNS; run++) {
            refused += pci(manner, random) ? 1 : 0;
        }
        assertTrue(refused > RUNS / 4, refused + " of " + RUNS);
    }

    @ParameterizedTest
    @EnumSource
    void ccwEndsInAProblemOrADisk(Manner manner) {
        var random = new Random(20261130 + manner.ordinal());
        int refused = 0;
        for (int run = 0; run < RUNS; run++) {
            refused += ccw(manner, random) ? 1 : 0;
        }
        assertTrue(refused > RUNS / 4, refused + " of " + RUNS);
    }

    @Test
    void anHonestDiskWorksHere() {
        for (int kind = 0; kind < 2; kind++) {
            var memory = new TestMemory(24 << 20);
            var device = new FakeBlkDevice(memory, new byte[BYTES]);
            new Random(1).nextBytes(device.content);
            var lies = new Lies(new Random(1), Manner.ONES, 1, Integer.MAX_VALUE);
            DeviceBus bus;
            if (kind == 0) {
                var pci = new LyingPci(memory, lies);
                pci.addVirtio("00:08.0", device);
                bus = pci;
            } else {
                var channels = new LyingChannels(memory, lies);
                channels.add(0, 0x100, device);
                bus = channels;
            }
            Disk disk = open(bus).getFirst();
            var all = new byte[BYTES];
            disk.read(0, MemorySegment.ofArray(all));
            assertArrayEquals(device.content, all);
            disk.quiesce();
            assertTrue(lies.operations() < 2000, Integer.toString(lies.operations()));
            assertEquals(0, device.status);
        }
    }
}
