package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.bus.IoInstruction;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.embedded.virtio.QueueLayout;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Every rule that a driver can break is told, with its text; the device stops and a reset brings it back. */
class StrictnessTest {
    private static final long OUTSIDE = 64 << 20;

    /** Rules of the virtio device, on a card that is up unless the case begins with "fresh". */
    private static Map<String, BiConsumer<TestMachine, CardPlayer>> deviceRules() {
        var rules = new LinkedHashMap<String, BiConsumer<TestMachine, CardPlayer>>();
        rules.put("fresh, driver without acknowledge", (m, p) -> p.status(2));
        rules.put("fresh, features_ok without driver", (m, p) -> {
            p.status(1);
            p.status(9);
        });
        rules.put("fresh, driver_ok without features_ok", (m, p) -> {
            p.status(1);
            p.status(3);
            p.status(7);
        });
        rules.put("fresh, features_ok and driver_ok at once", (m, p) -> {
            p.status(1);
            p.status(3);
            p.accept(CardPlayer.VERSION_1);
            p.status(15);
        });
        rules.put("fresh, reserved status bit", (m, p) -> p.status(0x11));
        rules.put("fresh, driver_ok without queues", (m, p) -> {
            p.settle(0);
            p.status(15);
        });
        rules.put("fresh, features before driver", (m, p) -> {
            p.status(1);
            p.accept(CardPlayer.VERSION_1);
        });
        rules.put("fresh, feature not offered", (m, p) -> {
            p.status(1);
            p.status(3);
            p.accept(CardPlayer.VERSION_1 | 1 << 17 | 1L << 40);
        });
        rules.put("fresh, queue before features", (m, p) -> {
            p.status(1);
            p.status(3);
            p.ring(0, 16);
        });
        rules.put("fresh, queue size not a power of two", (m, p) -> {
            p.settle(0);
            p.ring(0, 12);
        });
        rules.put("fresh, queue too large", (m, p) -> {
            p.settle(0);
            p.ring(0, 512);
        });
        rules.put("fresh, ring not aligned", (m, p) -> {
            p.settle(0);
            QueueLayout good = p.layout(16);
            p.setUp(0, new QueueLayout(16, good.descriptors() + 8, good.avail(), good.used()));
        });
        rules.put("fresh, ring outside RAM", (m, p) -> {
            p.settle(0);
            QueueLayout good = p.layout(16);
            p.setUp(0, new QueueLayout(16, good.descriptors(), good.avail(), OUTSIDE - 64));
        });
        rules.put("fresh, notified when reset", (m, p) -> p.kick(0));
        rules.put("status bit taken back", (m, p) -> p.status(3));
        rules.put("features changed", (m, p) -> p.accept(CardPlayer.VERSION_1));
        rules.put("queue that is not there notified", (m, p) -> p.kick(2));
        rules.put("available index jumps", (m, p) -> {
            p.tx.availIndex(17);
            p.kick(1);
        });
        rules.put("available index goes back", (m, p) -> {
            p.tx.availIndex(0xffff);
            p.kick(1);
        });
        rules.put("head outside the ring", (m, p) -> {
            p.tx.add(16);
            p.kick(1);
        });
        rules.put("descriptor loop", (m, p) -> {
            long at = p.allocate(256, 8);
            p.tx.descriptor(0, at, 100, 1, 1);
            p.tx.descriptor(1, at, 100, 1, 0);
            p.tx.add(0);
            p.kick(1);
        });
        rules.put("next outside the ring", (m, p) -> {
            p.tx.descriptor(0, p.allocate(256, 8), 100, 1, 16);
            p.tx.add(0);
            p.kick(1);
        });
        rules.put("unknown descriptor flag", (m, p) -> {
            p.tx.descriptor(0, p.allocate(256, 8), 100, 8, 0);
            p.tx.add(0);
            p.kick(1);
        });
        rules.put("indirect without the feature", (m, p) -> {
            p.tx.descriptor(0, p.allocate(256, 16), 32, 4, 0);
            p.tx.add(0);
            p.kick(1);
        });
        rules.put("empty descriptor", (m, p) -> {
            p.tx.descriptor(0, p.allocate(256, 16), 0, 0, 0);
            p.tx.add(0);
            p.kick(1);
        });
        rules.put("buffer outside RAM", (m, p) -> {
            p.tx.descriptor(0, OUTSIDE - 10, 100, 0, 0);
            p.tx.add(0);
            p.kick(1);
        });
        rules.put("buffer beyond 2^63", (m, p) -> {
            p.tx.descriptor(0, -16, 100, 0, 0);
            p.tx.add(0);
            p.kick(1);
        });
        rules.put("transmit buffer device-writable", (m, p) -> {
            p.tx.descriptor(0, p.allocate(256, 16), 100, 2, 0);
            p.tx.add(0);
            p.kick(1);
        });
        rules.put("receive buffer device-readable", (m, p) -> {
            p.rx.descriptor(0, p.allocate(256, 16), 100, 0, 0);
            p.rx.add(0);
            m.network.deliver(new byte[60]);
            p.readStatus();
        });
        rules.put("receive buffer smaller than the header", (m, p) -> {
            p.rx.descriptor(0, p.allocate(256, 16), 12, 2, 0);
            p.rx.add(0);
            m.network.deliver(new byte[60]);
            p.readStatus();
        });
        rules.put("frame shorter than Ethernet's header", (m, p) -> {
            p.tx.descriptor(0, p.allocate(256, 16), 25, 0, 0);
            p.tx.add(0);
            p.kick(1);
        });
        rules.put("header asks for an offload", (m, p) -> {
            long at = p.allocate(256, 16);
            p.put(at, new byte[]{1});
            p.tx.descriptor(0, at, 100, 0, 0);
            p.tx.add(0);
            p.kick(1);
        });
        return rules;
    }

    @Test
    void deviceRulesOnPci() {
        deviceRulesOn("pci", "strict-pci.txt");
    }

    @Test
    void deviceRulesOnCcw() {
        deviceRulesOn("ccw-2", "strict-ccw.txt");
    }

    private static void deviceRulesOn(String kind, String resource) {
        var golden = new Golden(resource);
        deviceRules().forEach((name, rule) -> {
            try (var machine = TestMachine.of(kind)) {
                CardPlayer player = machine.player(kind);
                if (!name.startsWith("fresh")) {
                    player.bringUp(0);
                }
                golden.check(name, () -> rule.accept(machine, player));
                assertTrue((player.readStatus() & 0x40) != 0, () -> name + ": DEVICE_NEEDS_RESET");
                player.bringUp(0);
                player.put(player.allocate(256, 16), new byte[12]);
                player.kick(1);
                assertEquals(15, player.readStatus(), name);
            }
        });
        golden.end();
    }

    @Test
    void receiveBuffersTooSmallForTheMtu() {
        var golden = new Golden("strict-mtu.txt");
        golden.check("too small for the MTU", () -> {
            try (var machine = TestMachine.pci()) {
                CardPlayer player = machine.player("pci");
                player.bringUp(1 << 3);
                player.rx.descriptor(0, player.allocate(2048, 16), 2048, 2, 0);
                player.rx.add(0);
                machine.network.deliver(new byte[3000]);
                player.readStatus();
            }
        });
        golden.end();
    }

    @Test
    void indirectRules() {
        var golden = new Golden("strict-indirect.txt");
        Map<String, BiConsumer<CardPlayer, Long>> rules = new LinkedHashMap<>();
        rules.put("inside a table", (p, table) -> {
            p.tx.descriptorAt(table, 0, table, 16, 4, 0);
            p.tx.descriptor(0, table, 16, 4, 0);
        });
        rules.put("with next", (p, table) -> p.tx.descriptor(0, table, 16, 5, 1));
        rules.put("odd length", (p, table) -> p.tx.descriptor(0, table, 17, 4, 0));
        rules.put("outside RAM", (p, table) -> p.tx.descriptor(0, OUTSIDE, 16, 4, 0));
        rules.put("loop in a table", (p, table) -> {
            p.tx.descriptorAt(table, 0, table, 16, 1, 0);
            p.tx.descriptor(0, table, 16, 4, 0);
        });
        rules.put("next outside a table", (p, table) -> {
            p.tx.descriptorAt(table, 0, table, 16, 1, 1);
            p.tx.descriptor(0, table, 16, 4, 0);
        });
        rules.forEach((name, rule) -> {
            try (var machine = TestMachine.pci()) {
                CardPlayer player = machine.player("pci");
                player.bringUp(1 << 28);
                rule.accept(player, player.allocate(64, 16));
                player.tx.add(0);
                golden.check(name, () -> player.kick(1));
            }
        });
        golden.end();
    }

    @Test
    void rulesOfTheChannelSubsystem() {
        var golden = new Golden("strict-channels.txt");
        var rules = new LinkedHashMap<String, BiConsumer<TestMachine, CcwPlayer>>();
        rules.put("operand not aligned", (m, p) -> p.css.execute(IoInstruction.STSCH, CcwPlayer.CARD, GuestAddress.of(p.block + 2)));
        rules.put("operand outside RAM", (m, p) -> p.css.execute(IoInstruction.TSCH, CcwPlayer.CARD, GuestAddress.of(OUTSIDE - 4)));
        rules.put("no subsystem-identification word", (m, p) -> p.css.execute(IoInstruction.CSCH, 1, GuestAddress.of(0)));
        rules.put("reserved bits in the SCHIB", (m, p) -> {
            p.css.execute(IoInstruction.STSCH, CcwPlayer.CARD, GuestAddress.of(p.block));
            p.put(p.block + 4, new byte[]{1});
            p.css.execute(IoInstruction.MSCH, CcwPlayer.CARD, GuestAddress.of(p.block));
        });
        rules.put("reserved bits in the ORB", (m, p) -> {
            p.put(p.block, ByteBuffer.allocate(32).putInt(0).putInt(0x0080ff01).putInt((int) p.program).array());
            p.css.execute(IoInstruction.SSCH, CcwPlayer.CARD, GuestAddress.of(p.block));
        });
        rules.put("suspension asked for", (m, p) -> {
            p.put(p.block, ByteBuffer.allocate(32).putInt(0).putInt(0x0880ff00).putInt((int) p.program).array());
            p.css.execute(IoInstruction.SSCH, CcwPlayer.CARD, GuestAddress.of(p.block));
        });
        rules.put("program beyond 2 GiB", (m, p) -> p.start(0x8000_0000L));
        rules.put("CHSC block not a page", (m, p) -> p.css.execute(IoInstruction.CHSC, 0, GuestAddress.of(p.block + 8)));
        rules.put("CHSC request too short", (m, p) -> p.css.execute(IoInstruction.CHSC, 0, GuestAddress.of(p.block)));
        rules.put("notified while disabled", (m, p) -> {
            p.enable(false);
            p.kick(0);
        });
        rules.put("indicator not aligned", (m, p) -> p.raw(0x43, ByteBuffer.allocate(8).putLong(p.data + 4).array(), 8, 0));
        rules.put("adapter indicators outside RAM",
                (m, p) -> p.raw(0x73, ByteBuffer.allocate(25).putLong(p.data).putLong(OUTSIDE).putLong(0).array(), 25, 0));
        rules.put("indicators moved while running", (m, p) -> {
            p.bringUp(0);
            p.raw(0x43, ByteBuffer.allocate(8).putLong(p.data + 8).array(), 8, 0);
        });
        rules.put("configuration written", (m, p) -> p.raw(0x21, new byte[6], 6, 0));
        rules.put("running queue taken away", (m, p) -> {
            p.bringUp(0);
            p.raw(0x13, new byte[32], 32, 0);
        });
        rules.put("queue set up twice", (m, p) -> {
            p.settle(0);
            p.ring(0, 16);
            p.ring(0, 16);
        });
        rules.put("no such queue", (m, p) -> {
            p.settle(0);
            p.ring(2, 16);
        });
        rules.forEach((name, rule) -> {
            try (var machine = TestMachine.ccw()) {
                CcwPlayer player = machine.ccwPlayer(2);
                golden.check(name, () -> rule.accept(machine, player));
            }
        });
        try (var machine = TestMachine.ccw()) {
            CcwPlayer player = machine.ccwPlayer(0);
            player.settle(0);
            golden.check("legacy queue with another alignment", () -> player.raw(0x13,
                    ByteBuffer.allocate(16).putLong(player.data).putInt(64).putShort((short) 0).putShort((short) 16).array(), 16, 0));
        }
        try (var machine = TestMachine.ccw()) {
            CcwPlayer player = machine.ccwPlayer(0);
            player.status(1);
            golden.check("legacy driver sets features_ok", () -> player.status(9));
        }
        golden.end();
    }

    @Test
    void rulesOfPci() {
        var golden = new Golden("strict-bus-pci.txt");
        var rules = new LinkedHashMap<String, BiConsumer<TestMachine, PciPlayer>>();
        rules.put("config width", (m, p) -> p.config(0, 3));
        rules.put("config alignment", (m, p) -> p.config(2, 4));
        rules.put("config of nothing written", (m, p) -> p.pci.writeConfig(new PciBus.PciAddress(0, 9, 0), 4, 2, 0));
        rules.put("vendor written", (m, p) -> p.pci.writeConfig(p.card, 0, 2, 0x1234));
        rules.put("memory width", (m, p) -> p.pci.memorySpace().read(p.bar, 3));
        rules.put("memory alignment", (m, p) -> p.pci.memorySpace().read(p.bar + 1, 2));
        rules.put("unmapped address written", (m, p) -> p.pci.memorySpace().write(p.bar + 0x4000, 4, 0));
        rules.put("field with the wrong width", (m, p) -> p.common(0x14, 4));
        rules.put("read-only field written", (m, p) -> p.common(0x12, 2, 1));
        rules.put("ISR written", (m, p) -> p.pci.memorySpace().write(p.region(3), 1, 0));
        rules.put("configuration written", (m, p) -> p.pci.memorySpace().write(p.region(4), 1, 0));
        rules.put("no such register", (m, p) -> p.pci.memorySpace().read(p.region(1) + 0x100, 4));
        rules.put("notification with another index", (m, p) -> p.pci.memorySpace().write(p.region(2), 2, 1));
        rules.put("bus mastering off", (m, p) -> {
            p.bringUp(0);
            p.pci.writeConfig(p.card, 4, 2, 2);
            p.kick(0);
        });
        rules.put("queue_enable zero", (m, p) -> {
            p.settle(0);
            p.common(0x1c, 2, 0);
        });
        rules.put("enabled queue changed", (m, p) -> {
            p.settle(0);
            p.ring(0, 16);
            p.common(0x18, 2, 8);
        });
        rules.put("queue that is not there", (m, p) -> {
            p.settle(0);
            p.common(0x16, 2, 2);
            p.common(0x20, 4, 0);
        });
        rules.put("window not set", (m, p) -> p.config(p.capabilities.get(5) + 16, 4));
        rules.forEach((name, rule) -> {
            try (var machine = TestMachine.pci()) {
                PciPlayer player = machine.pciPlayer();
                golden.check(name, () -> rule.accept(machine, player));
            }
        });
        golden.end();
    }

    @Test
    void aFaultIsToldOnceAndFramesAreDroppedUntilTheReset() {
        try (var machine = TestMachine.pci()) {
            CardPlayer player = machine.player("pci");
            player.bringUp(0);
            player.rx.descriptor(0, 1, 0, 2, 0);
            player.rx.add(0);
            machine.network.deliver(new byte[60]);
            machine.network.deliver(new byte[60]);
            assertThrows(StrapworkException.class, player::readStatus);
            assertEquals(0x4f, player.readStatus());
            player.kick(1);
            player.bringUp(0);
            assertNotEquals(0, player.offered());
        }
    }

    @Test
    void featuresWithoutVersion1AreNotTaken() {
        try (var machine = TestMachine.pci()) {
            CardPlayer player = machine.player("pci");
            player.status(1);
            player.status(3);
            player.accept(1 << 5);
            player.status(11);
            assertEquals(3, player.readStatus(), "FEATURES_OK stays clear");
        }
        try (var machine = TestMachine.ccw()) {
            CcwPlayer player = machine.ccwPlayer(2);
            player.status(1);
            player.status(3);
            player.accept(1 << 5);
            player.raw(0x31, new byte[]{11}, 1, 0);
            assertEquals(0x02, player.deviceStatus(), "unit check");
            assertEquals(3, player.readStatus());
        }
    }
}
