package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.bus.Interrupts;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.machine.Architecture;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PciTest {
    private static PciBus bus(TestMachine machine) {
        return (PciBus) machine.machine.hardware().buses().getFirst();
    }

    @Test
    void scanFindsBridgeAndCard() {
        try (var machine = TestMachine.pci()) {
            PciBus pci = bus(machine);
            for (int bus = 0; bus < 256; bus += 51) {
                for (int device = 0; device < 32; device++) {
                    for (int function = 0; function < 8; function++) {
                        int wanted = bus == 0 && function == 0 && device == 0
                                ? 0x29c08086
                                : bus == 0 && function == 0 && device == 5 ? 0x10411af4 : -1;
                        assertEquals(wanted, pci.readConfig(new PciAddress(bus, device, function), 0, 4));
                    }
                }
            }
            assertEquals(0xffff, pci.readConfig(new PciAddress(0, 6, 0), 0, 2));
            assertEquals(0xff, pci.readConfig(new PciAddress(0, 6, 0), 0, 1));
            assertEquals(-1, pci.readConfig(new PciAddress(0, 5, 0), 0x100, 4), "no extended configuration space");
        }
    }

    @Test
    void headerOfTheCard() {
        try (var machine = TestMachine.pci()) {
            var player = new PciPlayer(bus(machine));
            assertEquals(0x02000001, player.config(8, 4));
            assertEquals(0, player.config(0x0e, 1), "type 0, one function");
            assertEquals(0x11001af4, player.config(0x2c, 4));
            assertEquals(0x10, player.config(6, 2));
            assertEquals(1, player.config(0x3d, 1), "INTA");
            player.open();
            assertEquals(Set.of(1, 2, 3, 4, 5), player.capabilities.keySet());
        }
    }

    @Test
    void transitionalIdentityAndSlot() {
        var options = TestMachine.with(o -> {
            o.transitional = true;
            o.slot = 31;
            return o;
        });
        try (var machine = new TestMachine(Architecture.X86_64, "pci", "64MiB", options)) {
            var player = new PciPlayer(bus(machine), new PciAddress(0, 31, 0));
            assertEquals(0x10001af4, player.config(0, 4));
            assertEquals(0x02000000, player.config(8, 4));
            assertEquals(0x00011af4, player.config(0x2c, 4));
            player.open().bringUp(0);
            assertEquals(15, player.readStatus());
        }
    }

    @Test
    void barSizingAndAssignment() {
        try (var machine = TestMachine.pci()) {
            var player = new PciPlayer(bus(machine));
            for (int bar = 0; bar < 6; bar++) {
                player.pci.writeConfig(player.card, 0x10 + 4 * bar, 4, -1);
                int wanted = bar == 4 ? 0xffffc00c : bar == 5 ? -1 : 0;
                assertEquals(wanted, player.config(0x10 + 4 * bar, 4), "BAR " + bar);
            }
            player.pci.writeConfig(player.card, 0x30, 4, -1);
            assertEquals(0, player.config(0x30, 4), "no ROM");
            player.open();
            assertEquals((int) player.bar | 0x0c, player.config(0x20, 4));
            player.pci.writeConfig(player.card, 4, 2, 4);
            assertEquals(0xff, player.common(0x14, 1), "memory space is off");
            player.pci.writeConfig(player.card, 4, 2, 6);
            assertEquals(0, player.common(0x14, 1));
            assertEquals(0xffff_ffffL, player.pci.memorySpace().read(player.bar + 0x4000, 4));
            player.pci.writeConfig(player.card, 0x20, 4, (int) player.bar + 0x10_0000);
            assertEquals(0xff, player.pci.memorySpace().read(player.bar + 0x14, 1), "it moved");
            assertEquals(0, player.pci.memorySpace().read(player.bar + 0x10_0014, 1));
            player.pci.writeConfig(player.card, 0x24, 4, 0x40);
            assertEquals(0, player.pci.memorySpace().read(0x40_0000_0000L + player.bar + 0x10_0014, 1), "beyond 4 GiB");
        }
    }

    @Test
    void commonConfiguration() {
        try (var machine = TestMachine.pci()) {
            PciPlayer player = machine.pciPlayer();
            assertEquals(0x1_3001_802aL, player.offered());
            assertEquals(2, player.common(0x12, 2));
            assertEquals(0xffff, player.common(0x10, 2), "no MSI-X");
            player.common(0x10, 2, 0);
            assertEquals(0xffff, player.common(0x10, 2));
            player.common(0x16, 2, 1);
            assertEquals(256, player.common(0x18, 2));
            assertEquals(1, player.common(0x1e, 2));
            player.common(0x16, 2, 7);
            assertEquals(0, player.common(0x18, 2), "no such queue");
            player.settle(0);
            player.ring(1, 16);
            assertEquals(16, player.common(0x18, 2));
            assertEquals(1, player.common(0x1c, 2));
            assertEquals(player.common(0x20, 8), player.common(0x24, 4) << 32 | player.common(0x20, 4));
            player.status(0);
            player.common(0x16, 2, 1);
            assertEquals(256, player.common(0x18, 2), "a reset forgets");
            assertEquals(0, player.common(0x20, 8));
        }
    }

    @Test
    void theConfigurationAccessWindowReachesTheBar() {
        try (var machine = TestMachine.pci()) {
            PciPlayer player = machine.pciPlayer();
            int window = player.capabilities.get(5);
            player.pci.writeConfig(player.card, 4, 2, 4);
            player.pci.writeConfig(player.card, window + 4, 1, 4);
            player.pci.writeConfig(player.card, window + 8, 4, 0x14);
            player.pci.writeConfig(player.card, window + 12, 4, 1);
            player.pci.writeConfig(player.card, window + 16, 1, 1);
            assertEquals(1, player.config(window + 16, 1));
            player.pci.writeConfig(player.card, 4, 2, 6);
            assertEquals(1, player.readStatus());
        }
    }

    @Test
    void thePinShowsWhenItMayAgain() {
        try (var machine = TestMachine.pci()) {
            PciPlayer player = machine.pciPlayer();
            player.bringUp(0);
            var interrupts = new AtomicInteger();
            ((Interrupts) player.bus).onInterrupt(interrupts::incrementAndGet);
            player.pci.writeConfig(player.card, 4, 2, 0x406);
            player.rx.descriptor(0, player.allocate(2048, 8), 2048, 2, 0);
            player.rx.add(0);
            machine.network.deliver(new byte[60]);
            assertEquals(0, interrupts.get());
            player.pci.writeConfig(player.card, 4, 2, 6);
            assertEquals(1, interrupts.get());
        }
    }

    @Test
    void aFaultOfTheRingsChangesTheGeneration() {
        try (var machine = TestMachine.pci()) {
            PciPlayer player = machine.pciPlayer();
            player.bringUp(0);
            long before = player.common(0x15, 1);
            player.rx.descriptor(0, 1, 0, 2, 0);
            player.rx.add(0);
            machine.network.deliver(new byte[60]);
            try {
                player.readStatus();
            } catch (io.strapwork.api.plugin.StrapworkException e) {
                assertTrue(e.getMessage().startsWith("SW-M156"));
            }
            assertEquals(before + 1, player.common(0x15, 1));
            assertEquals(2, player.pci.memorySpace().read(player.region(3), 1) & 2);
        }
    }
}
