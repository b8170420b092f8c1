package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.IoInstruction;
import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.embedded.virtio.QueueLayout;
import io.strapwork.testkit.fake.FuzzedRandom;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a driver does ends, and in a StrapworkException at most. */
class HostileDriverTests {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(5);
    private static final int[] COMMANDS = {3, 4, 8, 0xe4, 0x13, 0x33, 0x43, 0x53, 0x73, 0x12, 0x11, 0x22, 0x21, 0x31, 0x32, 0x83, 0x72, 0};

    private interface Step {
        void run();
    }

    /** Returns whether it was refused. */
    private static boolean documented(Step step) {
        try {
            step.run();
            return false;
        } catch (StrapworkException e) {
            assertTrue(e.problems().stream().allMatch(problem -> problem.code().startsWith("SW-M1")), e.getMessage());
            return true;
        }
    }

    private static byte[] bytes(Random random, int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void randomChannelPrograms() {
        assertTimeoutPreemptively(LONG_ENOUGH, () -> {
            channelPrograms(new Random(390), 12_000);
        });
    }

    private static void channelPrograms(Random random, int rounds) {
        try (var machine = TestMachine.ccw()) {
            CcwPlayer player = machine.ccwPlayer(2);
            for (int round = 0; round < rounds; round++) {
                int ccws = 1 + random.nextInt(8);
                for (int i = 0; i < ccws; i++) {
                    byte[] ccw = CcwPlayer.ccw(
                            random.nextInt(10) == 0 ? random.nextInt(256) : COMMANDS[random.nextInt(COMMANDS.length)],
                            random.nextInt(3) == 0 ? random.nextInt(256) : random.nextBoolean() ? 0x60 : 0x20, random.nextInt(40),
                            random.nextInt(4) == 0
                                    ? random.nextInt()
                                    : random.nextBoolean()
                                            ? player.program + 8L * random.nextInt(8)
                                            : player.data + random.nextInt(64));
                    player.put(player.program + 8L * i, ccw);
                }
                if (random.nextInt(4) == 0) {
                    player.put(player.data, bytes(random, 64));
                }
                player.put(player.block, java.nio.ByteBuffer.allocate(32).putInt(round)
                        .putInt(random.nextInt(8) == 0 ? random.nextInt() : 0x0080ff00 & ~(random.nextInt(10) == 0 ? 0x00800000 : 0))
                        .putInt((int) player.program).array());
                documented(() -> player.css.execute(IoInstruction.SSCH, CcwPlayer.CARD, GuestAddress.of(player.block)));
                documented(() -> player.css.notify(CcwPlayer.CARD, random.nextInt(3), 0));
                if (random.nextInt(5) == 0) {
                    documented(() -> machine.network.deliver(new byte[60]));
                }
                documented(player::test);
                if (round % 500 == 0) {
                    // Status may have been left pending by a refused call.
                    documented(player::test);
                    documented(() -> player.enable(false));
                    documented(() -> player.enable(true));
                }
            }
        }
    }

    @Test
    void randomInstructions() {
        assertTimeoutPreemptively(LONG_ENOUGH, () -> {
            try (var machine = TestMachine.ccw()) {
                var random = new Random(391);
                var css = (ChannelSubsystem) machine.machine.hardware().buses().getFirst();
                for (int round = 0; round < 20_000; round++) {
                    int id = random.nextInt(3) == 0 ? random.nextInt() : 0x00010000 | random.nextInt(3) << 17 | random.nextInt(3);
                    var operand = GuestAddress.of(random.nextInt(4) == 0 ? random.nextLong() >>> 1 : random.nextInt(1 << 20) << 2);
                    if (random.nextInt(4) == 0) {
                        byte[] some = bytes(random, 64);
                        documented(() -> MemorySegment.copy(MemorySegment.ofArray(some), 0,
                                machine.machine.hardware().memory().at(GuestAddress.of(
                                        operand.value() & 0xfffff), 64),
                                0, 64));
                    }
                    switch (random.nextInt(7)) {
                        case 0 -> documented(() -> css.execute(IoInstruction.STSCH, id, operand));
                        case 1 -> documented(() -> css.execute(IoInstruction.MSCH, id, operand));
                        case 2 -> documented(() -> css.execute(IoInstruction.SSCH, id, operand));
                        case 3 -> documented(() -> css.execute(IoInstruction.TSCH, id, operand));
                        case 4 -> documented(() -> css.execute(IoInstruction.CSCH, id, GuestAddress.of(0)));
                        case 5 -> documented(() -> css.execute(IoInstruction.CHSC, 0, operand));
                        default -> documented(() -> css.notify(id, random.nextInt(), random.nextLong()));
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ccw-0", "ccw-2", "pci"})
    void randomRings(String kind) {
        assertTimeoutPreemptively(LONG_ENOUGH, () -> {
            int refused = rings(kind, new Random(kind.hashCode()), 12_000);
            assertTrue(refused > 100, "the fuzz reaches the rules: " + refused);
        });
    }

    private static int rings(String kind, Random random, int rounds) {
        try (var machine = TestMachine.of(kind)) {
            CardPlayer player = machine.player(kind);
            long area = player.allocate(1 << 16, 4096);
            player.bringUp(1 << 15 | 1 << 28);
            int refused = 0;
            for (int round = 0; round < rounds; round++) {
                RingPlayer ring = random.nextBoolean() ? player.rx : player.tx;
                int descriptors = random.nextInt(6);
                for (int i = 0; i < descriptors; i++) {
                    ring.descriptor(random.nextInt(16), random.nextInt(20) == 0 ? random.nextLong() : area + random.nextInt(1 << 15),
                            random.nextInt(30) == 0 ? random.nextInt() : random.nextInt(2000),
                            random.nextInt(8) == 0 ? random.nextInt(9) : ring == player.rx ? 2 : 0, random.nextInt(17));
                    ring.add(random.nextInt(16));
                }
                if (random.nextInt(50) == 0) {
                    MemorySegment page = player.memory.at(GuestAddress.of(ring.layout.descriptors()), 256);
                    MemorySegment.copy(MemorySegment.ofArray(bytes(random, 256)), 0, page, 0, 256);
                }
                if (random.nextInt(100) == 0) {
                    ring.availIndex(random.nextInt(65536));
                }
                boolean fault = documented(() -> player.kick(random.nextInt(2)));
                machine.network.deliver(bytes(random, 14 + random.nextInt(3000)));
                fault |= documented(() -> player.kick(1));
                if (fault || random.nextInt(200) == 0) {
                    refused += fault ? 1 : 0;
                    player.status(0);
                    player.settle(1 << 15 | 1 << 28);
                    reuse(player, 0, player.rx);
                    reuse(player, 1, player.tx);
                    player.status(player.legacy() ? 7 : 15);
                }
                machine.network.sent.clear();
            }
            return refused;
        }
    }

    /** The same place again, so that the share for devices isn't used up. */
    private static void reuse(CardPlayer player, int queue, RingPlayer ring) {
        QueueLayout layout = ring.layout;
        player.memory.at(GuestAddress.of(layout.avail()), 6 + 2L * layout.size()).fill((byte) 0);
        player.memory.at(GuestAddress.of(layout.used()), 6 + 8L * layout.size()).fill((byte) 0);
        player.setUp(queue, layout);
        ring.added = 0;
    }

    @Test
    void randomPciAccesses() {
        assertTimeoutPreemptively(LONG_ENOUGH, () -> {
            pciAccesses(new Random(1041), 60_000);
        });
    }

    private static void pciAccesses(Random random, int rounds) {
        try (var machine = TestMachine.pci()) {
            PciPlayer player = machine.pciPlayer();
            int[] widths = {1, 2, 4, 8, 3, 0, -1};
            for (int round = 0; round < rounds; round++) {
                var at = random.nextInt(8) == 0
                        ? new PciAddress(random.nextInt(256), random.nextInt(32), random.nextInt(8))
                        : player.card;
                int width = widths[random.nextInt(random.nextInt(10) == 0 ? 7 : 4)];
                int register = random.nextInt(50) == 0
                        ? random.nextInt()
                        : random.nextInt(64) * 4 + (width == 4 ? 0 : random.nextInt(4));
                long address = random.nextInt(50) == 0
                        ? random.nextLong()
                        : player.bar + (random.nextInt(4) << 12) + random.nextInt(random.nextInt(4) == 0 ? 0x1000 : 0x40);
                int value = random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(20);
                switch (random.nextInt(6)) {
                    case 0 -> documented(() -> player.pci.readConfig(at, register, width));
                    case 1 -> documented(() -> player.pci.writeConfig(at, register, width, value));
                    case 2 -> documented(() -> player.pci.memorySpace().read(address, width));
                    case 3, 4 -> documented(() -> player.pci.memorySpace().write(address, width, value));
                    default -> machine.network.deliver(new byte[60]);
                }
                if (round % 16 == 0) {
                    documented(player::open);
                }
            }
        }
    }

    static Stream<byte[]> dice() {
        return Stream.of(1, 2, 3).map(seed -> bytes(new Random(seed), 1000));
    }

    @MethodSource("dice")
    @FuzzTest
    void anyChannelPrograms(byte[] dice) {
        channelPrograms(new FuzzedRandom(dice), 40);
    }

    @MethodSource("dice")
    @FuzzTest
    void anyRings(byte[] dice) {
        var random = new FuzzedRandom(dice);
        rings(random.nextBoolean() ? "ccw-2" : "pci", random, 40);
    }

    @MethodSource("dice")
    @FuzzTest
    void anyPciAccesses(byte[] dice) {
        pciAccesses(new FuzzedRandom(dice), 80);
    }
}
