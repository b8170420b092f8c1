package io.strapwork.driver.virtio.embedded;

import static io.strapwork.driver.virtio.fake.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskFacts;
import io.strapwork.api.link.DiskGeometry;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.blk.BlkFeature;
import io.strapwork.driver.virtio.ccw.VirtioBlkCcwDriver;
import io.strapwork.driver.virtio.ccw.VirtioBlkCcwOptions;
import io.strapwork.driver.virtio.pci.VirtioBlkPciDriver;
import io.strapwork.driver.virtio.pci.VirtioBlkPciOptions;
import io.strapwork.machine.embedded.EmbeddedDisk;
import io.strapwork.machine.embedded.EmbeddedOptions;
import io.strapwork.machine.embedded.EmbeddedProvider;
import io.strapwork.machine.embedded.virtio.DiskFaults;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddedDiskTests {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final byte[] NINE_MEBIBYTES = random(9 << 20);

    private static byte[] random(int bytes) {
        var content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    private static Machine machine(Architecture architecture, String bus, List<EmbeddedDisk> disks) {
        var request = new PowerOn("disk-test", architecture, new ByteSize(64 << 20), bus, Optional.empty());
        return EmbeddedProvider.powerOn(request, EmbeddedOptions.standard(), disks);
    }

    private static List<Disk> open(Machine machine, int revision, List<BlkFeature> without, List<String> devices) {
        return switch (machine.hardware().buses().getFirst()) {
            case ChannelSubsystem channels ->
                new VirtioBlkCcwDriver(new VirtioBlkCcwOptions(devices, revision, PATIENCE, without), BootClock.system()).open(channels);
            case PciBus pci -> new VirtioBlkPciDriver(new VirtioBlkPciOptions(devices, PATIENCE, without), BootClock.system()).open(pci);
            default -> throw new AssertionError("an unknown bus");
        };
    }

    private static List<Disk> open(Machine machine) {
        return open(machine, 2, List.of(), List.of());
    }

    private static byte[] read(Disk disk, long offset, int bytes) {
        var into = new byte[bytes];
        disk.read(offset, MemorySegment.ofArray(into));
        return into;
    }

    private static void assertRead(byte[] content, Disk disk, int offset, int bytes) {
        assertEquals(-1, Arrays.mismatch(content, offset, offset + bytes, read(disk, offset, bytes), 0, bytes),
                "the first byte that is another");
    }

    static Stream<Arguments> machines() {
        var all = new ArrayList<Arguments>();
        for (int blockSize : new int[]{512, 2048, 4096}) {
            for (int revision = 0; revision <= 2; revision++) {
                all.add(Arguments.of(Architecture.S390X, "ccw", revision, blockSize));
            }
            all.add(Arguments.of(Architecture.S390X, "pci", 2, blockSize));
            all.add(Arguments.of(Architecture.X86_64, "pci", 2, blockSize));
            all.add(Arguments.of(Architecture.PPC64, "pci", 2, blockSize));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("machines")
    void anyRangeIsReadUnchanged(Architecture architecture, String bus, int revision, int blockSize) {
        byte[] bytes = NINE_MEBIBYTES;
        var disk = new EmbeddedDisk(() -> new BytesContent(bytes), blockSize, Optional.of(new DiskGeometry(12, 15, 12)),
                Optional.of("SERIAL-1"), DiskFaults.none());
        try (Machine machine = machine(architecture, bus, List.of(disk))) {
            Disk opened = open(machine, revision, List.of(), List.of()).getFirst();
            assertEquals(new DiskFacts(bus.equals("ccw") ? "fe.0.0100" : "00:08.0", bytes.length, blockSize,
                    Optional.of(new DiskGeometry(12, 15, 12)), Optional.of("SERIAL-1"), true), opened.facts());
            assertRead(bytes, opened, 0, bytes.length);
            var random = new Random(4);
            for (int i = 0; i < 200; i++) {
                int length = i % 10 == 0 ? random.nextInt(6 << 20) : random.nextInt(10_000);
                int offset = random.nextInt(bytes.length - length + 1);
                assertRead(bytes, opened, offset, length);
            }
            read(opened, bytes.length, 0);
            assertThrows(IndexOutOfBoundsException.class, () -> read(opened, bytes.length - 1, 2));
            assertThrows(IndexOutOfBoundsException.class, () -> read(opened, -1, 1));
            opened.quiesce();
            opened.quiesce();
        }
    }

    private static EmbeddedDisk faulty(byte[] bytes, DiskFaults faults) {
        return new EmbeddedDisk(() -> new BytesContent(bytes), 512, Optional.empty(), Optional.of("BAD"), faults);
    }

    @Test
    void faultsOfADiskAreTold() {
        byte[] bytes = random(3 << 20);
        var error = faulty(bytes, new DiskFaults(OptionalLong.of(5000), OptionalLong.empty()));
        var tooShort = faulty(bytes, new DiskFaults(OptionalLong.empty(), OptionalLong.of(70_000)));
        try (Machine machine = machine(Architecture.X86_64, "pci", List.of(error, tooShort))) {
            List<Disk> disks = open(machine);
            assertProblem("SW-L202 00:08.0: the disk reports an I/O error reading 1024 bytes at 4608", () -> read(disks.get(0), 4900, 600));
            assertArrayEquals(Arrays.copyOf(bytes, 4000), read(disks.get(0), 0, 4000));
            assertArrayEquals(Arrays.copyOf(bytes, 4000), read(disks.get(1), 0, 4000));
            assertProblem("SW-L205 00:09.0: the disk says that it wrote 369 bytes for a request of 1024 bytes at 69632 and a status byte",
                    () -> read(disks.get(1), 69_900, 600));
            disks.forEach(Disk::quiesce);
        }
    }

    @Test
    void disksAreFoundByPlaceAndInTheirOrder() {
        var disks = List.of(new EmbeddedDisk(() -> new BytesContent(random(512))), new EmbeddedDisk(() -> new BytesContent(random(1024))));
        try (Machine machine = machine(Architecture.S390X, "ccw", disks)) {
            assertEquals(List.of("fe.0.0100", "fe.0.0101"), open(machine).stream().map(disk -> disk.facts().location()).toList());
            assertEquals(List.of("fe.0.0101", "fe.0.0100"),
                    open(machine, 2, List.of(), List.of("fe.0.0101", "0.0.0100")).stream().map(disk -> disk.facts().location()).toList());
            assertProblem("SW-L102 option device: the channel subsystem has no device fe.0.0102; found: fe.0.0009, fe.0.0100, fe.0.0101",
                    () -> open(machine, 2, List.of(), List.of("fe.0.0102")));
            assertProblem("SW-L103 option device: device fe.0.0009 is not a virtio block device; its type is 3215/00",
                    () -> open(machine, 2, List.of(), List.of("fe.0.0009")));
            open(machine).forEach(Disk::quiesce);
        }
        try (Machine machine = machine(Architecture.X86_64, "pci", disks)) {
            List<Disk> opened = open(machine, 2, List.of(BlkFeature.RO, BlkFeature.BLK_SIZE), List.of("00:09.0"));
            assertEquals(1024, opened.getFirst().facts().bytes());
            assertEquals(1, opened.size());
            assertProblem("SW-L103 option device: device 00:00.0 is not a virtio block device; its type is 8086:29c0",
                    () -> open(machine, 2, List.of(), List.of("00:00.0")));
            opened.forEach(Disk::quiesce);
        }
    }

    @Test
    void contentsAreClosedWithTheMachine() {
        var content = new BytesContent(random(512));
        Machine machine = machine(Architecture.X86_64, "pci", List.of(new EmbeddedDisk(() -> content)));
        machine.close();
        assertTrue(content.closed > 0);
        var first = new BytesContent(random(512));
        assertThrows(IllegalStateException.class, () -> machine(Architecture.X86_64, "pci",
                List.of(new EmbeddedDisk(() -> first), new EmbeddedDisk(() -> {
                    throw new IllegalStateException("can't be opened");
                }))));
        assertEquals(1, first.closed);
    }
}
