package io.strapwork.driver.virtio.blk;

import static io.strapwork.driver.virtio.fake.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.link.DiskFacts;
import io.strapwork.api.link.DiskGeometry;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.driver.virtio.fake.FakeBlkDevice;
import io.strapwork.driver.virtio.fake.MemoryTransport;
import io.strapwork.driver.virtio.fake.TestMemory;
import io.strapwork.testkit.VirtualClock;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The disk over a device without a bus. */
class BlkTests {
    private final VirtualClock clock = VirtualClock.jumping();
    private final TestMemory memory = new TestMemory(24 << 20);
    private final FakeBlkDevice device = new FakeBlkDevice(memory, content(5 << 20));
    private final MemoryTransport transport = new MemoryTransport(device);
    private final BounceBuffers buffers = new BounceBuffers(memory);

    private static byte[] content(int bytes) {
        var content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    private VirtioBlkDisk open() {
        return new VirtioBlk(BlkFeature.allBut(List.of()), clock, Duration.ofSeconds(30)).open(transport, buffers);
    }

    private static byte[] read(VirtioBlkDisk disk, long offset, int bytes) {
        var into = new byte[bytes];
        disk.read(offset, MemorySegment.ofArray(into));
        return into;
    }

    private void same(VirtioBlkDisk disk, int offset, int bytes) {
        assertArrayEquals(Arrays.copyOfRange(device.content, offset, offset + bytes), read(disk, offset, bytes));
    }

    @Test
    void tellsWhatTheDeviceIs() {
        device.serial = "  A\tB\u0001C  ".getBytes(StandardCharsets.US_ASCII);
        assertEquals(new DiskFacts("mem", 5 << 20, 512, Optional.of(new DiskGeometry(16, 15, 12)), Optional.of("A B C"), true),
                open().facts());
        assertEquals(1L << 1 | 1L << 2 | 1L << 4 | 1L << 5 | 1L << 6 | 1L << 32, device.accepted);
        assertEquals(List.of("8 0 20"), device.requests);
        device.offered = 1L << 32;
        device.idStatus = 2;
        assertEquals(new DiskFacts("mem", 5 << 20, 512, Optional.empty(), Optional.empty(), false), open().facts());
        device.offered = FakeBlkDevice.ALL;
        device.cylinders = 0;
        device.heads = 0;
        device.sectorsOfTrack = 0;
        device.blockSize = 4096;
        device.sectors = 5 * 2048 - 1;
        device.idStatus = 0;
        device.serial = new byte[0];
        assertEquals(new DiskFacts("mem", (5 << 20) - 4096, 4096, Optional.empty(), Optional.empty(), true), open().facts());
        device.serial = "01234567890123456789".getBytes(StandardCharsets.US_ASCII);
        assertEquals(Optional.of("01234567890123456789"), open().facts().serial());
    }

    @Test
    void dividesAndRounds() {
        device.blockSize = 4096;
        VirtioBlkDisk disk = open();
        device.requests.clear();
        same(disk, 5000, (5 << 20) - 6000);
        assertEquals(List.of("0 8 1048576", "0 2056 1048576", "0 4104 1048576", "0 6152 1048576", "0 8200 1044480"), device.requests);
        device.requests.clear();
        same(disk, 4095, 2);
        same(disk, 4096, 4096);
        same(disk, 4097, 0);
        assertEquals(List.of("0 0 8192", "0 8 4096"), device.requests);
    }

    @Test
    void keepsTheDevicesLimits() {
        device.sizeMax = 1000;
        device.segMax = 3;
        VirtioBlkDisk disk = open();
        device.requests.clear();
        same(disk, 512, 6000);
        assertEquals(List.of("0 1 1000 1000 560", "0 6 1000 1000 560", "0 11 1000 24"), device.requests);
        device.maxQueueSize = 4;
        device.segMax = 0;
        disk = open();
        same(disk, 0, 100_000);
        device.offered &= ~(1L << 2);
        disk = open();
        device.requests.clear();
        same(disk, 0, 1024);
        assertEquals(List.of("0 0 512", "0 1 512"), device.requests);
    }

    @Test
    void fourRequestsAreUnderWay() {
        VirtioBlkDisk disk = open();
        device.holds = true;
        assertThrows(StrapworkException.class, () -> read(disk, 0, 5 << 20));
        assertEquals(4, device.mostWaiting);
    }

    @Test
    void requestsMayFinishInAnyOrder() {
        device.turned = 3;
        VirtioBlkDisk disk = open();
        same(disk, 7, (5 << 20) - 13);
        device.requests.clear();
        same(disk, 0, 5 << 20);
        assertEquals("0 6144 1048576", device.requests.getFirst());
    }

    @Test
    void anErrorEndsOneRead() {
        VirtioBlkDisk disk = open();
        device.requestStatus = 1;
        assertProblem("SW-L202 mem: the disk reports an I/O error reading 1024 bytes at 512", () -> read(disk, 600, 600));
        assertProblem("SW-L202 mem: the disk reports an I/O error reading 1048576 bytes at 0", () -> read(disk, 0, 5 << 20));
        device.requestStatus = 0;
        same(disk, 0, 5 << 20);
    }

    @Test
    void aDeviceThatBreaksItsProtocolIsReset() {
        for (int status : new int[]{2, 3, 255}) {
            VirtioBlkDisk disk = open();
            device.requestStatus = status;
            int resets = device.resets;
            var told = assertProblem(status == 2
                    ? "SW-L203 mem: the disk says that it can't be read; asked for 512 bytes at 0"
                    : "SW-L204 mem: the disk ends a request for 512 bytes at 0 with the status " + status + ", which does not exist",
                    () -> read(disk, 0, 512));
            assertEquals(resets + 1, device.resets);
            device.requestStatus = 0;
            assertSame(told, assertThrows(StrapworkException.class, () -> read(disk, 0, 512)), "it is not asked again");
        }
    }

    @Test
    void lengthsAreChecked() {
        VirtioBlkDisk disk = open();
        device.lengthError = -1;
        assertProblem("SW-L205 mem: the disk says that it wrote 512 bytes for a request of 512 bytes at 0 and a status byte",
                () -> read(disk, 0, 512));
        VirtioBlkDisk again = open();
        device.lengthError = 1;
        assertThrows(StrapworkException.class, () -> read(again, 0, 512));
        device.legacy = true;
        device.lengthError = -20;
        same(open(), 100, 1000);
    }

    @Test
    void aDeviceThatIsSilentIsToldAndReset() {
        VirtioBlkDisk disk = open();
        device.silentFrom = device.requests.size();
        int resets = device.resets;
        Duration before = clock.elapsed();
        assertProblem("SW-L206 mem: the disk did not answer within 30 seconds to a request for 512 bytes at 0", () -> read(disk, 0, 512));
        assertTrue(clock.elapsed().minus(before).compareTo(Duration.ofSeconds(31)) < 0);
        assertEquals(resets + 1, device.resets);
        device.silentFrom = Integer.MAX_VALUE;
        var other = new VirtioBlk(BlkFeature.allBut(List.of()), clock, Duration.ofSeconds(30)).open(transport, buffers);
        long taken = memory.allocate(16, 16).start().value();
        same(other, 0, 1000);
        assertTrue(memory.allocate(16, 16).start().value() > taken + (4 << 20),
                "another disk must not use what a lost device may write to");
        device.silentFrom = device.requests.size();
        device.status |= 64;
        assertProblem("SW-L206 mem: the disk failed (DEVICE_NEEDS_RESET) while it read 512 bytes at 0", () -> read(other, 0, 512));
        device.silentFrom = 0;
        device.requests.clear();
        assertThrows(StrapworkException.class, this::open);
    }

    @Test
    void configurationsThatMakeNoSense() {
        device.blockSize = 513;
        assertProblem("SW-L201 mem: the device's blocks have 513 bytes, which is not a power of two from 512 to 65536", this::open);
        device.blockSize = -1;
        assertProblem("SW-L201 mem: the device's blocks have 4294967295 bytes, which is not a power of two from 512 to 65536", this::open);
        device.blockSize = 4096;
        device.sectors = -1;
        assertProblem("SW-L201 mem: the device says that it has 18446744073709551615 sectors", this::open);
        device.sectors = Long.MAX_VALUE / 512 + 1;
        assertProblem("SW-L201 mem: the device says that it has 18014398509481984 sectors", this::open);
        device.sectors = 2048;
        device.sizeMax = 512;
        device.segMax = 2;
        assertProblem("SW-L201 mem: the device takes no more than 2 buffers of 512 bytes in a request, but its blocks have 4096",
                this::open);
        assertTrue(transport.released);
    }

    @Test
    void isQuietAfterwards() {
        VirtioBlkDisk disk = open();
        disk.quiesce();
        assertEquals(0, device.status);
        assertTrue(transport.released);
        disk.quiesce();
        assertThrows(IllegalStateException.class, () -> read(disk, 0, 1));
    }

    @Test
    void aMachineWithLittleToShareGetsSmallerBuffers() {
        for (int kibibytes : new int[]{1024, 256, 255}) {
            var few = new BounceBuffers(new LittleMemory(memory, kibibytes << 10));
            var disk = new VirtioBlk(BlkFeature.allBut(List.of()), clock, Duration.ofSeconds(30)).open(transport, few);
            if (kibibytes == 255) {
                assertProblem("SW-M999 memory: used up", () -> read(disk, 0, 1));
                return;
            }
            device.requests.clear();
            same(disk, 1, (5 << 20) - 2);
            assertEquals("0 0 " + kibibytes * 256, device.requests.getFirst());
        }
    }

    private record LittleMemory(TestMemory all, long most) implements DmaMemory {
        @Override
        public GuestRange allocate(long bytes, long alignment) {
            if (bytes > most) {
                throw new Problem("SW-M999", Blame.USER, "memory", "used up", "").asException();
            }
            return all.allocate(bytes, alignment);
        }

        @Override
        public GuestMemory memory() {
            return all;
        }
    }
}
