package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.bus.PciBus;
import io.strapwork.machine.embedded.virtio.QueueLayout;
import java.util.HashMap;
import java.util.Map;

final class PciPlayer extends CardPlayer {
    final PciBus pci;
    final PciBus.PciAddress card;
    /** By type: offset of the capability in configuration space. */
    final Map<Integer, Integer> capabilities = new HashMap<>();
    long bar;

    PciPlayer(PciBus pci) {
        this(pci, new PciBus.PciAddress(0, 5, 0));
    }

    PciPlayer(PciBus pci, PciBus.PciAddress card) {
        super(pci);
        this.pci = pci;
        this.card = card;
    }

    int config(int register, int bytes) {
        return pci.readConfig(card, register, bytes);
    }

    PciPlayer open() {
        for (int at = config(0x34, 1); at != 0; at = config(at + 1, 1)) {
            assertEquals(9, config(at, 1));
            capabilities.put(config(at + 3, 1), at);
        }
        bar = pci.memorySpace().windows().getFirst().start();
        pci.writeConfig(card, 0x20, 4, (int) bar);
        pci.writeConfig(card, 0x24, 4, (int) (bar >>> 32));
        pci.writeConfig(card, 0x04, 2, 0x0006);
        return this;
    }

    long region(int type) {
        return bar + config(capabilities.get(type) + 8, 4);
    }

    long common(int offset, int bytes) {
        return pci.memorySpace().read(region(1) + offset, bytes);
    }

    void common(int offset, int bytes, long value) {
        pci.memorySpace().write(region(1) + offset, bytes, value);
    }

    @Override
    void status(int value) {
        common(0x14, 1, value);
    }

    @Override
    int readStatus() {
        return (int) common(0x14, 1);
    }

    @Override
    long offered() {
        common(0, 4, 0);
        long low = common(4, 4);
        common(0, 4, 1);
        return common(4, 4) << 32 | low;
    }

    @Override
    void accept(long features) {
        common(8, 4, 0);
        common(12, 4, features & 0xffff_ffffL);
        common(8, 4, 1);
        common(12, 4, features >>> 32);
    }

    @Override
    void setUp(int queue, QueueLayout layout) {
        common(0x16, 2, queue);
        common(0x18, 2, layout.size());
        long[] parts = {layout.descriptors(), layout.avail(), layout.used()};
        for (int i = 0; i < 3; i++) {
            common(0x20 + 8 * i, 4, parts[i] & 0xffff_ffffL);
            common(0x24 + 8 * i, 4, parts[i] >>> 32);
        }
        common(0x1c, 2, 1);
    }

    @Override
    void kick(int queue) {
        pci.memorySpace().write(region(2) + queue * (long) config(capabilities.get(2) + 16, 4), 2, queue);
    }

    @Override
    byte[] configuration(int bytes) {
        var all = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            all[i] = (byte) pci.memorySpace().read(region(4) + i, 1);
        }
        return all;
    }
}
