package io.strapwork.machine.qemu.ppc64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HostBridgeTests {
    private static final long ID = 0x8000_0000_2000_0000L;

    private static DeviceTree tree(byte[] reg, byte[] ranges) {
        DeviceNode bridge = DeviceNode.of("pci@800000020000000", DeviceProperty.bytes("reg", reg), DeviceProperty.bytes("ranges", ranges));
        return new DeviceTree(DeviceNode.of("").with(List.of(DeviceNode.of("pci@1"), bridge)), List.of(), 0);
    }

    private static byte[] id() {
        return ByteBuffer.allocate(16).putLong(ID).array();
    }

    /** QEMU's three ranges: I/O, 32-bit memory, 64-bit memory. */
    private static byte[] ranges() {
        var ranges = ByteBuffer.allocate(84);
        ranges.putInt(0x0100_0000).putLong(0).putLong(0x2000_0000_0000L).putLong(0x10000);
        ranges.putInt(0x0200_0000).putLong(0x8000_0000L).putLong(0x2000_8000_0000L).putLong(0x8000_0000L);
        ranges.putInt(0x0300_0000).putLong(0x2100_0000_0000L).putLong(0x2100_0000_0000L).putLong(0x100_0000_0000L);
        return ranges.array();
    }

    @Test
    void findsTheWindowFor32BitMemory() {
        HostBridge bridge = HostBridge.of(tree(id(), ranges()));
        assertEquals(ID, bridge.id());
        assertEquals(0x8000_0000L, bridge.window().start());
        assertEquals(0x8000_0000L, bridge.window().bytes());
        assertEquals(0x2000_0000_0000L, bridge.offset());
    }

    @Test
    void whatIsMissingIsTold() {
        assertEquals("SW-M241 device tree the machine's device tree has no PCI host bridge",
                assertThrows(StrapworkException.class, () -> HostBridge.of(tree(new byte[7], ranges()))).getMessage());
        assertEquals("SW-M241 device tree the machine's device tree has no 32-bit memory window on its PCI host bridge",
                assertThrows(StrapworkException.class, () -> HostBridge.of(tree(id(), new byte[27]))).getMessage());
        var beyond = ByteBuffer.allocate(28).putInt(0x0200_0000).putLong(1L << 40).putLong(0).putLong(0x1000);
        assertThrows(StrapworkException.class, () -> HostBridge.of(tree(id(), beyond.array())));
        var huge = ByteBuffer.allocate(28).putInt(0x0200_0000).putLong(0x8000_0000L).putLong(0).putLong(Long.MAX_VALUE);
        assertEquals(0x8000_0000L, HostBridge.of(tree(id(), huge.array())).window().bytes());
    }

    @Test
    void mutatedRangesGiveAWindowBelowFourGibibytesOrAProblem() {
        var random = new Random(20261122);
        for (int run = 0; run < 20_000; run++) {
            byte[] ranges = java.util.Arrays.copyOf(ranges(), random.nextInt(85));
            for (int i = random.nextInt(6); i > 0 && ranges.length > 0; i--) {
                ranges[random.nextInt(ranges.length)] = (byte) (random.nextBoolean() ? random.nextInt() : -1);
            }
            try {
                HostBridge bridge = HostBridge.of(tree(id(), ranges));
                assertTrue(bridge.window().start() >= 0 && bridge.window().bytes() > 0);
                assertTrue(bridge.window().start() + bridge.window().bytes() <= 1L << 32);
            } catch (StrapworkException e) {
                assertEquals("SW-M241", e.problems().getFirst().code());
            }
        }
    }
}
