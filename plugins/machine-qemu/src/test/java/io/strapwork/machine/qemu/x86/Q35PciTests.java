package io.strapwork.machine.qemu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.memory.DeviceShare;
import io.strapwork.machine.qemu.fake.QtestDouble;
import io.strapwork.machine.qemu.fake.TestRam;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class Q35PciTests {
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final DeviceShare share = DeviceShare.below(1 << 20, TestRam.of(1 << 20));

    private QtestDouble qemu(String read) {
        return new QtestDouble(line -> {
            said.add(line);
            return line.startsWith("in") || line.startsWith("read") ? "OK " + read + "\n" : "OK\n";
        }, Duration.ofSeconds(30));
    }

    @Test
    void configurationGoesThroughItsTwoPorts() {
        try (var qemu = qemu("0x12345678")) {
            var bus = new Q35Pci(qemu.qtest(), share);
            assertEquals(0x12345678, bus.readConfig(new PciAddress(1, 2, 3), 0x34, 4));
            bus.readConfig(new PciAddress(0, 31, 7), 0xfe, 2);
            bus.writeConfig(new PciAddress(0, 5, 0), 0x3d, 1, -1);
            assertEquals(List.of("outl 0xcf8 0x80011334", "inl 0xcfc", "outl 0xcf8 0x8000fffc", "inw 0xcfe", "outl 0xcf8 0x8000283c",
                    "outb 0xcfd 0xff"), said);
            assertThrows(IllegalArgumentException.class, () -> bus.readConfig(new PciAddress(0, 0, 0), 0, 8));
            assertEquals(0xc000_0000L, bus.memorySpace().windows().getFirst().start());
        }
    }

    @Test
    void aDeviceThatIsGoneAnswersOnes() {
        try (var qemu = qemu("0xffffffff")) {
            var bus = new Q35Pci(qemu.qtest(), share);
            assertEquals(-1, bus.readConfig(new PciAddress(0, 6, 0), 0, 4));
            assertEquals(0xffff_ffffL, bus.memorySpace().read(0xc0000000L, 4));
            bus.memorySpace().write(0xc0000004L, 4, 0xdeadbeefL);
            assertEquals("write 0xc0000004 0x4 0xefbeadde", said.getLast());
        }
    }

    @Test
    void theShareEndsWhereItEnds() {
        GuestRange first = share.allocate(0x1000, 0x1000);
        assertEquals(0xc0000, first.start().value());
        assertEquals("SW-M401 machine.memory a driver asked for 258049 bytes to share with its device, but only 258048 of 256KiB are left",
                assertThrows(StrapworkException.class, () -> share.allocate(0x3f001, 1)).getMessage());
        assertThrows(StrapworkException.class, () -> share.allocate(1, 1L << 40));
        assertThrows(IllegalArgumentException.class, () -> share.allocate(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> share.allocate(1, 3));
    }
}
