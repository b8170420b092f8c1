package io.strapwork.driver.virtio.pci;

import static io.strapwork.driver.virtio.fake.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.strapwork.api.bus.PciBus.PciWindow;
import io.strapwork.api.link.Link;
import io.strapwork.driver.virtio.fake.FakeNetDevice;
import io.strapwork.driver.virtio.fake.FakePciBus;
import io.strapwork.driver.virtio.fake.TestMemory;
import io.strapwork.driver.virtio.transport.DeviceType;
import io.strapwork.testkit.VirtualClock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VirtioPciDriverTests {
    private final TestMemory memory = new TestMemory(64 << 20);
    private final FakeNetDevice device = new FakeNetDevice(memory);
    private final FakePciBus bus = new FakePciBus(memory);
    private final FakePciBus.Function function = bus.addNetwork("00:05.0", device);

    private Link open(Optional<String> name) {
        return new VirtioPciDriver(new VirtioPciOptions(name, List.of()), VirtualClock.jumping(), new Random(1)).open(bus, () -> {});
    }

    private Link open() {
        return open(Optional.empty());
    }

    private void assertEchoes(Link link) {
        for (int bytes : new int[]{14, 60, 1514, 65549}) {
            assertTrue(link.transmit(Unpooled.directBuffer().writeZero(bytes)));
            link.flush();
            assertEquals(1, link.receive((frame, checked) -> {
                assertEquals(bytes, frame.readableBytes());
                frame.release();
            }, 10));
        }
    }

    @Test
    void worksAndLeavesNothingBehind() {
        Link link = open();
        assertEquals("00:05.0", link.facts().location());
        assertEquals("52:54:00:12:34:56", link.facts().address().toString());
        assertEquals(65535, link.facts().mtu());
        assertEchoes(link);
        assertEquals(0x406, function.config.getShort(4), "memory, bus master, no INTx where nobody listens");
        link.card().quiesce();
        link.card().quiesce();
        assertEquals(0, device.status);
        assertEquals(2, function.config.getShort(4));
        assertEchoes(open());
    }

    @Test
    void barsGetAddressesLargestFirst() {
        function.barBytes[0] = 0x10;
        function.config.putInt(0x10, 0);
        function.barBytes[2] = 0x80;
        function.config.putInt(0x18, 1);
        bus.windows.set(0, new PciWindow(0xc000_0100L, 0x10_0000));
        open();
        assertEquals(0xc000_4000L, FakePciBus.barAddress(function, 4));
        assertEquals(0xc000_8000L, FakePciBus.barAddress(function, 1));
        assertEquals(0xc000_9000L, FakePciBus.barAddress(function, 0));
        assertEquals(1, function.config.getInt(0x18), "I/O stays as it was");
    }

    @Test
    void barsThatHaveAddressesKeepThem() {
        function.config.putInt(0x20, 0xfe00_0004);
        function.config.putInt(0x24, 0x21);
        assertEchoes(open());
        assertEquals(0x21_fe00_0000L, FakePciBus.barAddress(function, 4));
    }

    @Test
    void noRoomForABar() {
        bus.windows.set(0, new PciWindow(0x8000_0000L, 0x2000));
        assertProblem(
                "SW-L121 00:05.0: there is no room for the device's 16384 bytes of memory BAR 4 in the bus's windows [[0x80000000, 0x80002000)]",
                this::open);
    }

    @Test
    void findsDevicesBehindFunctionsAndNumberedBridges() {
        bus.functions.clear();
        assertProblem("SW-L101 : the PCI bus has no virtio network device, nor any other", this::open);
        bus.add("00:00.0", 0x8086, 0x29c0, null);
        bus.add("00:1f.0", 0x8086, 0x2918, null).config.put(0x0e, (byte) 0x80);
        bus.add("00:1f.3", 0x8086, 0x2930, null);
        assertProblem("SW-L101 : the PCI bus has no virtio network device; found: 00:00.0 8086:29c0, 00:1f.0 8086:2918, 00:1f.3 8086:2930",
                this::open);
        FakePciBus.Function bridge = bus.add("00:02.0", 0x1b36, 0x000c, null);
        bridge.config.put(0x0e, (byte) 1);
        bridge.config.put(0x19, (byte) 3);
        bridge.config.putShort(0x20, (short) 0x9000);
        bridge.config.putShort(0x22, (short) 0x9010);
        bus.addNetwork("03:00.0", device);
        Link link = open();
        assertEquals("03:00.0", link.facts().location());
        assertEchoes(link);
        assertEquals(0x9000_0000L, FakePciBus.barAddress(bus.functions.get(new io.strapwork.api.bus.PciBus.PciAddress(3, 0, 0)), 4));
    }

    @Test
    void bridgesThatLeadInACircleAreFollowedOnce() {
        bus.functions.clear();
        for (String address : List.of("00:01.0", "01:01.0")) {
            FakePciBus.Function bridge = bus.add(address, 0x1b36, 0x000c, null);
            bridge.config.put(0x0e, (byte) 1);
            bridge.config.put(0x19, (byte) (address.startsWith("00") ? 1 : 0));
        }
        bus.functions.get(new io.strapwork.api.bus.PciBus.PciAddress(1, 1, 0)).config.put(0x19, (byte) 1);
        assertProblem("SW-L101 : the PCI bus has no virtio network device; found: 00:01.0 1b36:000c, 01:01.0 1b36:000c", this::open);
    }

    @Test
    void takesTheDeviceOfTheOption() {
        bus.addNetwork("00:06.0", device);
        bus.add("00:00.0", 0x8086, 0x29c0, null);
        assertEquals("00:06.0", open(Optional.of("0000:00:06.0")).facts().location());
        assertProblem(
                "SW-L102 option device: the PCI bus has no device 00:07.0; found: 00:00.0 8086:29c0, 00:05.0 1af4:1041, 00:06.0 1af4:1041",
                () -> open(Optional.of("00:07.0")));
        assertProblem("SW-L103 option device: device 00:00.0 is not a virtio network device; its type is 8086:29c0",
                () -> open(Optional.of("00:00.0")));
        assertProblem("SW-L104 option device: \"eth0\" is not a PCI address", () -> open(Optional.of("eth0")));
    }

    @Test
    void brokenCapabilitiesAreProblems() {
        FakePciBus.capability(function, 0x50, 0x40, 3, 0x1000, 0x1000);
        assertProblem("SW-L123 00:05.0: the device's list of capabilities is a loop: it returns to register 0x40", this::open);
        FakePciBus.capability(function, 0x50, 0x70, 3, 0x1000, 0x1000);
        assertProblem("SW-L124 00:05.0: the device has no usable virtio structure of type 4 (DEVICE)", this::open);
        FakePciBus.capability(function, 0x50, 0x60, 3, 0x3fff, 2);
        assertProblem("SW-L125 00:05.0: the device's ISR structure, 2 bytes at 16383, is not inside its BAR 4 of 16384 bytes", this::open);
        FakePciBus.capability(function, 0x50, 0x60, 3, 0xffff_ffff, 0xffff_ffff);
        assertProblem("SW-L125 00:05.0: the device's ISR structure, 4294967295 bytes at 4294967295, is not inside its BAR 4 of 16384 bytes",
                this::open);
        FakePciBus.capability(function, 0x50, 0x60, 3, 0x1000, 4);
        FakePciBus.capability(function, 0x40, 0x50, 1, 0, 0x37);
        assertProblem("SW-L125 00:05.0: the device's COMMON structure, 55 bytes at 0, is shorter than 56 bytes", this::open);
        FakePciBus.capability(function, 0x40, 0x50, 1, 0, 0x38);
        FakePciBus.capability(function, 0x60, 0x70, 4, 0x2000, 8);
        assertProblem("SW-L125 00:05.0: the device's DEVICE structure of 8 bytes is too short for its features, which need 12", this::open);
        FakePciBus.capability(function, 0x60, 0x70, 4, 0x2000, 12);
        FakePciBus.capability(function, 0x70, 0x84, 2, 0x3000, 4);
        assertProblem("SW-L125 00:05.0: the device's notification of queue 1, at 4, is not inside its NOTIFY structure of 4 bytes",
                this::open);
        FakePciBus.capability(function, 0x70, 0x84, 2, 0x3000, 6);
        assertEchoes(open());
        function.config.putShort(6, (short) 0);
        assertProblem("SW-L124 00:05.0: the device has no usable virtio structure of type 1 (COMMON)", this::open);
    }

    @Test
    void aBarWithoutASizeIsAProblem() {
        function.barBytes[0] = 0x30;
        assertProblem("SW-L122 00:05.0: memory BAR 0 of the device has no size; its mask is 0xffffffffffffffd0", this::open);
    }

    @Test
    void aResetWithoutEndIsAProblem() {
        Link link = open();
        device.neverEndsReset = true;
        assertProblem("SW-L108 00:05.0: the device did not finish its reset within 2 seconds; its status is 0x1", link.card()::quiesce);
        assertEquals(2, function.config.getShort(4), "bus master is off all the same");
    }

    @Test
    void randomConfigurationSpaceEndsInAProblemOrALink() {
        var random = new Random(42);
        for (int run = 0; run < 3000; run++) {
            var fuzzed = new FakePciBus(memory);
            FakePciBus.Function broken = fuzzed.addNetwork("00:05.0", new FakeNetDevice(memory));
            for (int i = 0; i < 3; i++) {
                int at = random.nextInt(0x100);
                if (at < 0x10 && at != 6 || at >= 0x10 && at < 0x28) {
                    continue;
                }
                broken.config.put(at, (byte) random.nextInt());
            }
            try {
                new PciScan(fuzzed, DeviceType.NETWORK).find(Optional.empty());
                VirtioStructure.find(new PciScan(fuzzed, DeviceType.NETWORK).find(Optional.empty()),
                        MemoryBars.assign(new PciScan(fuzzed, DeviceType.NETWORK).find(Optional.empty())));
            } catch (io.strapwork.api.plugin.StrapworkException expected) {
                assertTrue(expected.problems().getFirst().code().matches("SW-L1(01|2[1-5])"), expected.getMessage());
            }
        }
    }
}
