package io.strapwork.machine.qemu.ppc64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.bus.PciBus.PciWindow;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.memory.DeviceShare;
import io.strapwork.machine.qemu.fake.QtestDouble;
import io.strapwork.machine.qemu.fake.TestRam;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Run-time services that answer as told, or not at all. */
@Timeout(600)
class RtasTests {
    private static final GuestAddress AT = GuestAddress.of(0x8000);
    private final TestRam ram = TestRam.of(1 << 20);
    private final List<String> calls = new ArrayList<>();
    private int[] answer = {0, 0x1af4};

    private String serve(String line) {
        String[] words = line.split(" ");
        if (words[0].equals("rtas")) {
            ByteBuffer area = ram.bytes().asSlice(AT.value(), Rtas.BYTES).asByteBuffer();
            var call = new StringBuilder(words[1]);
            for (int i = 0; i < Integer.parseInt(words[2]); i++) {
                call.append(' ').append(Integer.toHexString(area.getInt(4 * i)));
            }
            calls.add(call + " > " + words[4]);
            for (int i = 0; i < answer.length; i++) {
                area.putInt(64 + 4 * i, answer[i]);
            }
        }
        return line.startsWith("read") ? "OK 0x01020304\n" : "OK\n";
    }

    private QtestDouble qemu() {
        return new QtestDouble(this::serve, Duration.ofSeconds(30));
    }

    private Rtas rtas(QtestDouble qemu) {
        return new Rtas(qemu.qtest(), AT, ram.at(AT, Rtas.BYTES));
    }

    @Test
    void argumentsAndResultsAreWords() {
        try (var qemu = qemu()) {
            assertEquals(0x1af4, rtas(qemu).call("query-cpu-stopped-state", 1, 7)[0]);
            assertEquals(List.of("query-cpu-stopped-state 7 > 2"), calls);
        }
    }

    @Test
    void aStatusIsAProblemAndSoIsSilence() {
        try (var qemu = qemu()) {
            answer = new int[]{-3};
            assertEquals("SW-M240 RTAS start-cpu the machine's run-time services answer with status -3",
                    assertThrows(StrapworkException.class, () -> rtas(qemu).call("start-cpu", 0, 0, 1, 2)).getMessage());
            answer = new int[0];
            assertEquals("SW-M240 RTAS start-cpu the machine's run-time services answer with status -1",
                    assertThrows(StrapworkException.class, () -> rtas(qemu).call("start-cpu", 0, 0, 1, 2)).getMessage());
        }
    }

    @Test
    void pciGoesThroughRtasAndMemoryThroughItsWindow() {
        try (var qemu = qemu()) {
            var bridge = new HostBridge(0x8000_0000_2000_0000L, new PciWindow(0x8000_0000L, 0x8000_0000L), 0x2000_0000_0000L);
            var bus = new RtasPci(qemu.qtest(), rtas(qemu), bridge, DeviceShare.below(1 << 20, ram));
            assertEquals(0x1af4, bus.readConfig(new PciAddress(0, 5, 0), 0x102, 2));
            bus.writeConfig(new PciAddress(1, 2, 3), 4, 2, -1);
            bus.writeConfig(new PciAddress(1, 2, 3), 0x10, 4, -1);
            assertEquals(List.of("ibm,read-pci-config 10002802 80000000 20000000 2 > 2",
                    "ibm,write-pci-config 11304 80000000 20000000 2 ffff > 1",
                    "ibm,write-pci-config 11310 80000000 20000000 4 ffffffff > 1"), calls);
            answer = new int[]{-1, 0};
            assertEquals(0xffff, bus.readConfig(new PciAddress(0, 6, 0), 0, 2));
            assertEquals(-1, bus.readConfig(new PciAddress(0, 6, 0), 0, 4));
            assertEquals(0x04030201, bus.memorySpace().read(0x8000_0000L, 4));
            assertEquals(bridge.window(), bus.memorySpace().windows().getFirst());
        }
    }
}
