package io.strapwork.machine.qemu.real;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskGeometry;
import io.strapwork.api.link.Link;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.ccw.VirtioBlkCcwDriver;
import io.strapwork.driver.virtio.ccw.VirtioBlkCcwOptions;
import io.strapwork.driver.virtio.ccw.VirtioCcwDriver;
import io.strapwork.driver.virtio.ccw.VirtioCcwOptions;
import io.strapwork.driver.virtio.pci.VirtioBlkPciDriver;
import io.strapwork.driver.virtio.pci.VirtioBlkPciOptions;
import io.strapwork.driver.virtio.pci.VirtioPciDriver;
import io.strapwork.driver.virtio.pci.VirtioPciOptions;
import io.strapwork.machine.disks.DiskOptions;
import io.strapwork.machine.qemu.QemuOptions;
import io.strapwork.machine.qemu.QemuProvider;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Disks of real machines, by the driver: what a profile says is what the guest's firmware sees. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DiskTests {
    @TempDir
    Path folder;

    private static Machine powerOn(Architecture architecture, QemuOptions options) {
        return new QemuProvider(options, BootClock.system(), new Random(1))
                .powerOn(new PowerOn("test", architecture, new ByteSize(256L << 20), architecture.usualBus(), Optional.empty()));
    }

    private static List<Disk> open(Machine machine) {
        return switch (machine.hardware().buses().getFirst()) {
            case ChannelSubsystem channels -> new VirtioBlkCcwDriver(VirtioBlkCcwOptions.standard(), BootClock.system()).open(channels);
            case PciBus pci -> new VirtioBlkPciDriver(VirtioBlkPciOptions.standard(), BootClock.system()).open(pci);
            default -> throw new AssertionError("another bus");
        };
    }

    private static Link link(Machine machine) {
        return switch (machine.hardware().buses().getFirst()) {
            case ChannelSubsystem channels -> new VirtioCcwDriver(new VirtioCcwOptions(Optional.empty(), 2, List.of()), BootClock.system(),
                    new Random(1)).open(channels, () -> {});
            case PciBus pci -> new VirtioPciDriver(new VirtioPciOptions(Optional.empty(), List.of()), BootClock.system(), new Random(1))
                    .open(pci, () -> {});
            default -> throw new AssertionError("another bus");
        };
    }

    private byte[] image(String name, int bytes, String magic, int at) throws IOException {
        var content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        byte[] mark = magic.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(mark, 0, content, at, mark.length);
        Files.write(folder.resolve(name), content);
        return content;
    }

    private static void compare(byte[] expected, Disk disk) {
        var all = new byte[expected.length];
        disk.read(0, MemorySegment.ofArray(all));
        assertArrayEquals(expected, all);
        var part = new byte[70_001];
        disk.read(333, MemorySegment.ofArray(part));
        assertArrayEquals(Arrays.copyOfRange(expected, 333, 333 + part.length), part);
    }

    @ParameterizedTest
    @EnumSource
    void areWhatTheProfileSays(Architecture architecture) throws Exception {
        RealMachines.need("qemu-system-" + architecture.id());
        byte[] plain = image("plain, with a comma.img", 6 << 20, "", 0);
        byte[] gpt = image("gpt4k.img", 2 << 20, "EFI PART", 4096);
        byte[] cdl = image("cdl.img", 737_280 * 5, "\u00e5\u00d6\u00d3\u00f1\u00e5\u00d6\u00d3\u00f1", 8192);
        var disks = new DiskOptions(List.of(folder.resolve("plain,, with a comma.img,serial=FIRST"), folder.resolve("gpt4k.img"),
                folder.resolve("cdl.img,serial=DASD-3")));
        try (Machine machine = powerOn(architecture, QemuOptions.standard().withDisks(disks, "none"))) {
            for (int i = 0; i < 2; i++) {
                List<Disk> opened = open(machine);
                assertEquals(3, opened.size());
                assertEquals(Optional.of("FIRST"), opened.get(0).facts().serial());
                assertEquals(512, opened.get(0).facts().blockSize());
                assertEquals(4096, opened.get(1).facts().blockSize());
                assertEquals(Optional.empty(), opened.get(1).facts().serial());
                assertEquals(Optional.of(new DiskGeometry(5, 15, 12)), opened.get(2).facts().geometry());
                compare(plain, opened.get(0));
                compare(gpt, opened.get(1));
                compare(cdl, opened.get(2));
                opened.forEach(Disk::quiesce);
            }
            assertThrows(StrapworkException.class, () -> link(machine), "a machine without a network card");
        }
    }

    @ParameterizedTest
    @EnumSource
    void areReadBesideARunningCard(Architecture architecture) throws Exception {
        RealMachines.need("qemu-system-" + architecture.id());
        byte[] plain = image("plain.img", 6 << 20, "", 0);
        var disks = new DiskOptions(List.of(folder.resolve("plain.img")));
        try (Machine machine = powerOn(architecture, QemuOptions.standard().withDisks(disks, "gateway"))) {
            Link first = link(machine);
            Disk disk = open(machine).getFirst();
            compare(plain, disk);
            first.card().quiesce();
            compare(plain, disk);
            Link again = link(machine);
            compare(plain, disk);
            again.card().quiesce();
            disk.quiesce();
        }
    }

    @Test
    void qcow2IsReadWhenItIsNamed() throws Exception {
        RealMachines.need("qemu-system-x86_64");
        RealMachines.need("qemu-img");
        byte[] plain = image("plain.img", 3 << 20, "", 0);
        assertEquals(0, new ProcessBuilder("qemu-img", "convert", "-O", "qcow2", "plain.img", "packed.qcow2").directory(folder.toFile())
                .start().waitFor());
        assertEquals(0, new ProcessBuilder("qemu-img", "create", "-f", "qcow2", "-b", "packed.qcow2", "-F", "qcow2", "overlay.qcow2")
                .directory(folder.toFile()).start().waitFor());
        var named = new DiskOptions(List.of(folder.resolve("packed.qcow2,format=qcow2")));
        try (Machine machine = powerOn(Architecture.X86_64, QemuOptions.standard().withDisks(named, "none"))) {
            compare(plain, open(machine).getFirst());
        }
        for (String wrong : List.of("packed.qcow2", "plain.img,format=qcow2", "overlay.qcow2,format=qcow2")) {
            var refused = assertThrows(StrapworkException.class, () -> powerOn(Architecture.X86_64,
                    QemuOptions.standard().withDisks(new DiskOptions(List.of(folder.resolve(wrong))), "none")));
            assertEquals("SW-M603", refused.problems().getFirst().code());
        }
    }

    @Test
    void twoMachinesShareAnImageUnlessOneWrites() throws Exception {
        RealMachines.need("qemu-system-x86_64");
        byte[] plain = image("plain.img", 1 << 20, "", 0);
        var readers = QemuOptions.standard().withDisks(new DiskOptions(List.of(folder.resolve("plain.img"))), "none");
        var writer = QemuOptions.standard().withDisks(new DiskOptions(List.of(folder.resolve("plain.img,writable"))), "none");
        try (Machine one = powerOn(Architecture.X86_64, readers); Machine other = powerOn(Architecture.X86_64, readers)) {
            compare(plain, open(one).getFirst());
            compare(plain, open(other).getFirst());
            var refused = assertThrows(StrapworkException.class, () -> powerOn(Architecture.X86_64, writer));
            assertTrue(refused.problems().getFirst().hint().contains("lock"), refused.problems().toString());
        }
    }
}
