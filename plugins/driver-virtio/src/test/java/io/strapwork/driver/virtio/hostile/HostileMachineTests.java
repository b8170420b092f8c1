package io.strapwork.driver.virtio.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.strapwork.api.link.Link;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.driver.virtio.ccw.VirtioCcwDriver;
import io.strapwork.driver.virtio.ccw.VirtioCcwOptions;
import io.strapwork.driver.virtio.fake.DeviceQueue;
import io.strapwork.driver.virtio.fake.FakeChannelSubsystem;
import io.strapwork.driver.virtio.fake.FakeNetDevice;
import io.strapwork.driver.virtio.fake.FakePciBus;
import io.strapwork.driver.virtio.fake.TestMemory;
import io.strapwork.driver.virtio.hostile.Lies.Manner;
import io.strapwork.driver.virtio.pci.VirtioPciDriver;
import io.strapwork.driver.virtio.pci.VirtioPciOptions;
import io.strapwork.testkit.VirtualClock;
import io.strapwork.testkit.fake.FuzzedRandom;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole machines that lie, from the first register to the last frame: each run ends, by a problem or with a link, and nothing outside of what was shared is touched. */
@Timeout(600)
class HostileMachineTests {
    private static final int RUNS = 40;

    private static Link open(DeviceBus bus) {
        return bus instanceof FakePciBus pci
                ? new VirtioPciDriver(new VirtioPciOptions(Optional.empty(), List.of()), VirtualClock.jumping(), new Random(1)).open(pci,
                        () -> {})
                : new VirtioCcwDriver(new VirtioCcwOptions(Optional.empty(), 2, List.of()), VirtualClock.jumping(), new Random(1))
                        .open((FakeChannelSubsystem) bus, () -> {});
    }

    /** Whether it came to an end by a problem. */
    private static boolean run(DeviceBus bus, FakeNetDevice device, Random random) {
        Link link;
        try {
            link = open(bus);
        } catch (StrapworkException e) {
            told(e);
            return true;
        } catch (IndexOutOfBoundsException | AssertionError e) {
            throw new AssertionError("a lie of the machine went through", e);
        }
        boolean refused = false;
        for (int step = 0; step < 60 && !refused; step++) {
            try {
                link.transmit(Unpooled.directBuffer().writeZero(14 + random.nextInt(3000)));
                link.flush();
                if (random.nextInt(4) == 0) {
                    scribble(device.queues[random.nextInt(2)], random);
                }
                link.receive((frame, checked) -> {
                    assertTrue(frame.readableBytes() >= 14 && frame.readableBytes() <= 65535 + 18, frame.toString());
                    frame.release();
                }, 64);
            } catch (StrapworkException e) {
                told(e);
                refused = true;
            }
        }
        try {
            link.card().quiesce();
        } catch (StrapworkException e) {
            told(e);
        }
        return refused;
    }

    private static void told(StrapworkException e) {
        for (Problem problem : e.problems()) {
            assertTrue(problem.code().matches("SW-L1[0-9][0-9]"), problem.toString());
            assertTrue(!problem.what().isBlank());
        }
    }

    /** A used ring with indexes ahead, wrong ids, wrong lengths, and frames whose headers say that they have more buffers than came. */
    private static void scribble(DeviceQueue queue, Random random) {
        if (queue == null) {
            return;
        }
        MemorySegment used = queue.usedRing();
        switch (random.nextInt(4)) {
            case 0 -> queue.putUsedIndex(random.nextInt(0x10000));
            case 1 -> used.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2,
                    (short) (used.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2) + 1 + random.nextInt(3)));
            default -> used.set(ValueLayout.JAVA_BYTE, random.nextLong(used.byteSize()), (byte) random.nextInt());
        }
    }

    private static boolean pci(Manner manner, Random random) {
        var memory = new TestMemory(24 << 20);
        var device = new FakeNetDevice(memory);
        var bus = new LyingPci(memory, new Lies(random, manner, 1 + random.nextInt(200), random.nextInt(700)));
        bus.addNetwork("00:05.0", device);
        return run(bus, device, random);
    }

    private static boolean ccw(Manner manner, Random random) {
        var memory = new TestMemory(24 << 20);
        var device = new FakeNetDevice(memory);
        var bus = new LyingChannels(memory, new Lies(random, manner, 1 + random.nextInt(60), random.nextInt(150)));
        bus.add(0, 1, device);
        return run(bus, device, random);
    }

    static Stream<byte[]> dice() {
        return FuzzedRandom.dice(2000);
    }

    @MethodSource("dice")
    @FuzzTest
    void anyPciMachine(byte[] bytes) {
        pci(Manner.RANDOM, new FuzzedRandom(bytes));
    }

    @MethodSource("dice")
    @FuzzTest
    void anyCcwMachine(byte[] bytes) {
        ccw(Manner.RANDOM, new FuzzedRandom(bytes));
    }

    @ParameterizedTest
    @EnumSource
    void pciEndsInAProblemOrALink(Manner manner) {
        var random = new Random(20261122 + manner.ordinal());
        int refused = 0;
        for (int run = 0; run < RUNS; run++) {
            refused += pci(manner, random) ? 1 : 0;
        }
        assertTrue(refused > RUNS / 4, refused + " of " + RUNS);
    }

    @ParameterizedTest
    @EnumSource
    void ccwEndsInAProblemOrALink(Manner manner) {
        var random = new Random(20261122 + manner.ordinal());
        int refused = 0;
        for (int run = 0; run < RUNS; run++) {
            refused += ccw(manner, random) ? 1 : 0;
        }
        assertTrue(refused > RUNS / 4, refused + " of " + RUNS);
    }

    @Test
    void anHonestMachineWorksHere() {
        for (int kind = 0; kind < 2; kind++) {
            var memory = new TestMemory(24 << 20);
            var device = new FakeNetDevice(memory);
            var lies = new Lies(new Random(1), Manner.ONES, 1, Integer.MAX_VALUE);
            DeviceBus bus;
            if (kind == 0) {
                var pci = new LyingPci(memory, lies);
                pci.addNetwork("00:05.0", device);
                bus = pci;
            } else {
                var channels = new LyingChannels(memory, lies);
                channels.add(0, 1, device);
                bus = channels;
            }
            Link link = open(bus);
            assertTrue(link.transmit(Unpooled.directBuffer().writeZero(60)));
            link.flush();
            assertEquals(1, link.receive((frame, checked) -> frame.release(), 10));
            link.card().quiesce();
            assertTrue(lies.operations() < 2000, Integer.toString(lies.operations()));
        }
    }

    @Test
    void aBusOfNothingButOnesIsEmpty() {
        Set<String> codes = new java.util.TreeSet<>();
        for (Manner manner : EnumSet.of(Manner.ONES, Manner.ZEROES)) {
            var memory = new TestMemory(24 << 20);
            var bus = new LyingPci(memory, new Lies(new Random(1), manner, 1, 0));
            bus.addNetwork("00:05.0", new FakeNetDevice(memory));
            try {
                open(bus);
            } catch (StrapworkException e) {
                codes.add(e.problems().getFirst().code());
            }
        }
        assertEquals(Set.of("SW-L101"), codes);
    }
}
