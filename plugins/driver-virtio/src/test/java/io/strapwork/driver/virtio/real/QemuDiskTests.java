package io.strapwork.driver.virtio.real;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskGeometry;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.ccw.VirtioBlkCcwDriver;
import io.strapwork.driver.virtio.ccw.VirtioBlkCcwOptions;
import io.strapwork.driver.virtio.pci.VirtioBlkPciDriver;
import io.strapwork.driver.virtio.pci.VirtioBlkPciOptions;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver and virtio-blk devices of QEMU. */
@Tag("real")
class QemuDiskTests {
    @TempDir
    Path folder;

    private byte[] image(String name, int bytes) throws IOException {
        var content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Files.write(folder.resolve(name), content);
        return content;
    }

    private List<String> drive(String id, String name) {
        return List.of("-drive", "if=none,id=" + id + ",format=raw,snapshot=on,file=" + folder.resolve(name), "-device");
    }

    private static void compare(byte[] expected, Disk disk) {
        var all = new byte[expected.length];
        disk.read(0, MemorySegment.ofArray(all));
        assertArrayEquals(expected, all);
        var random = new Random(3);
        for (int i = 0; i < 200; i++) {
            int length = random.nextInt(20_000);
            int offset = random.nextInt(expected.length - length + 1);
            var part = new byte[length];
            disk.read(offset, MemorySegment.ofArray(part));
            assertArrayEquals(Arrays.copyOfRange(expected, offset, offset + length), part);
        }
    }

    @Test
    void ccwDisksAreReadWhole() throws Exception {
        Path shim = folder.resolve("shim");
        Files.write(shim, ShimChannelSubsystem.SHIM);
        byte[] first = image("first", 20 << 20);
        byte[] second = image("second", 737_280 * 3);
        var arguments = new java.util.ArrayList<>(
                List.of("-machine", "s390-ccw-virtio,memory-backend=m", "-bios", shim.toString(), "-netdev",
                        "user,id=n", "-device", "virtio-net-ccw,netdev=n,devno=fe.0.0001"));
        arguments.addAll(drive("a", "first"));
        arguments.add("virtio-blk-ccw,drive=a,devno=fe.0.0100,serial=FIRST");
        arguments.addAll(drive("b", "second"));
        arguments.add("virtio-blk-ccw,drive=b,devno=fe.1.0101,logical_block_size=4096,physical_block_size=4096,heads=15,secs=12,cyls=3");
        try (var qemu = new QemuProcess("qemu-system-s390x", folder, arguments)) {
            var bus = new ShimChannelSubsystem(qemu);
            for (int revision : new int[]{2, 1, 0}) {
                List<Disk> disks = new VirtioBlkCcwDriver(
                        new VirtioBlkCcwOptions(List.of(), revision, Duration.ofSeconds(30), List.of()), BootClock.system()).open(bus);
                assertEquals(2, disks.size());
                assertEquals(Optional.of("FIRST"), disks.getFirst().facts().serial());
                assertEquals("fe.0.0100", disks.getFirst().facts().location());
                assertEquals(4096, disks.getLast().facts().blockSize());
                assertEquals(Optional.of(new DiskGeometry(3, 15, 12)), disks.getLast().facts().geometry());
                assertEquals(Optional.empty(), disks.getLast().facts().serial());
                compare(first, disks.getFirst());
                compare(second, disks.getLast());
                disks.forEach(Disk::quiesce);
            }
        }
    }

    @Test
    void pciDisksAreReadWhole() throws Exception {
        Path bios = folder.resolve("bios");
        var code = new byte[65536];
        code[0xfff0] = (byte) 0xeb;
        code[0xfff1] = (byte) 0xfe;
        Files.write(bios, code);
        Path socket = folder.resolve("qtest");
        byte[] first = image("first", 20 << 20);
        byte[] second = image("second", 4 << 20);
        var arguments = new java.util.ArrayList<>(List.of("-machine", "q35,memory-backend=m", "-bios", bios.toString(), "-qtest",
                "unix:" + socket, "-qtest-log", "/dev/null"));
        arguments.addAll(drive("a", "first"));
        arguments.add("virtio-blk-pci,drive=a,addr=8,serial=FIRST,disable-legacy=on");
        arguments.addAll(drive("b", "second"));
        arguments.add("virtio-blk-pci,drive=b,addr=9,logical_block_size=4096,physical_block_size=4096");
        try (var server = QtestPciBus.listen(socket);
                var qemu = new QemuProcess("qemu-system-x86_64", folder, arguments);
                var bus = new QtestPciBus(qemu, server)) {
            for (int i = 0; i < 2; i++) {
                List<Disk> disks = new VirtioBlkPciDriver(VirtioBlkPciOptions.standard(), BootClock.system()).open(bus);
                assertEquals(2, disks.size());
                assertEquals(Optional.of("FIRST"), disks.getFirst().facts().serial());
                assertEquals("00:08.0", disks.getFirst().facts().location());
                assertEquals(4096, disks.getLast().facts().blockSize());
                compare(first, disks.getFirst());
                compare(second, disks.getLast());
                disks.forEach(Disk::quiesce);
            }
        }
    }
}
