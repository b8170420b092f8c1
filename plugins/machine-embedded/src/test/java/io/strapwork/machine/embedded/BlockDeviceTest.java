package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.link.DiskGeometry;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryContract;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.machine.disks.DiskImage;
import io.strapwork.machine.disks.DiskOptions;
import io.strapwork.machine.disks.ImageFormat;
import io.strapwork.machine.embedded.virtio.DiskFaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The disk, driven by hand. */
class BlockDeviceTest {
    private static final int WRITE = 2;
    private static final int NEXT = 1;
    private static final Path NOWHERE = Path.of("/nowhere/disk.img");
    @TempDir
    Path folder;

    private final byte[] content = new byte[1 << 20];

    private Machine machine(int blockSize) throws Exception {
        new Random(5).nextBytes(content);
        Path image = folder.resolve("disk.img");
        Files.write(image, content);
        var disk = EmbeddedDisk.of(new DiskImage(image, content.length, ImageFormat.RAW, false, Optional.of("SER"), blockSize,
                Optional.of(new DiskGeometry(3, 15, 12)), ""));
        return EmbeddedProvider.powerOn(new PowerOn("test", Architecture.X86_64, ByteSize.parse("32MiB"), "pci", Optional.empty()),
                EmbeddedOptions.standard(), List.of(disk));
    }

    private static PciPlayer player(Machine machine) {
        return new PciPlayer((PciBus) machine.hardware().buses().getFirst(), new PciAddress(0, 8, 0)).open();
    }

    /** A ring of the live device. */
    private static RingPlayer live(PciPlayer player, long features) {
        player.settle(features);
        RingPlayer ring = player.ring(0, 16);
        player.status(15);
        return ring;
    }

    private static byte[] header(int type, long sector) {
        return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt(0, type).putLong(8, sector).array();
    }

    /** One request; returns where the data went, with the status behind it. */
    private static long request(PciPlayer player, RingPlayer ring, byte[] header, int data) {
        long at = player.allocate(header.length + data + 1, 16);
        player.put(at, header);
        ring.descriptor(0, at, header.length, NEXT, 1);
        ring.descriptor(1, at + header.length, Math.max(data, 1), NEXT | WRITE, 2);
        ring.descriptor(2, at + header.length + data, 1, WRITE, 0);
        ring.add(0);
        player.kick(0);
        return at + header.length;
    }

    @Test
    void aWritableDiskIsRefused(@TempDir Path folder) throws IOException {
        Path image = Files.write(folder.resolve("a.img"), new byte[4096]);
        var options = EmbeddedOptions.standard().withoutCard().withDisks(new DiskOptions(List.of(Path.of(image + ",writable"))));
        var provider = new EmbeddedProvider(options, BootClock.system(), new Random(1));
        var request = new PowerOn("disk", Architecture.S390X, new ByteSize(64 << 20), "ccw", Optional.empty());
        for (Executable asked : List.<Executable>of(() -> provider.powerOn(request), () -> provider.survey(request))) {
            var refused = assertThrows(StrapworkException.class, asked).problems().getFirst();
            assertEquals("SW-M104 the disk " + image + " is writable, but the embedded machine runs no guest that could write to it",
                    refused.code() + " " + refused.what());
        }
    }

    @Test
    void servesEachKindOfRequest() throws Exception {
        try (Machine machine = machine(512)) {
            PciPlayer player = player(machine);
            assertEquals(0x1042_1af4, player.config(0, 4));
            assertEquals(0x0100_0001, player.config(8, 4));
            RingPlayer ring = live(player, 1L << 6);
            ByteBuffer config = ByteBuffer.wrap(player.configuration(36)).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(2048, config.getLong(0));
            assertEquals(3, config.getShort(16));
            assertEquals(15, config.get(18));
            assertEquals(12, config.get(19));
            assertEquals(512, config.getInt(20));
            long read = request(player, ring, header(0, 3), 1024);
            assertArrayEquals(Arrays.copyOfRange(content, 1536, 2560), player.get(read, 1024));
            assertEquals(0, player.get(read + 1024, 1)[0]);
            assertEquals(1025, ring.usedLength(0));
            long id = request(player, ring, header(8, 0), 20);
            assertArrayEquals(Arrays.copyOf("SER".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 20), player.get(id, 20));
            long write = request(player, ring, header(1, 0), 512);
            assertEquals(1, player.get(write + 512, 1)[0]);
            long flush = request(player, ring, header(4, 0), 1);
            assertEquals(0, player.get(flush + 1, 1)[0]);
            long discard = request(player, ring, header(11, 0), 1);
            assertEquals(2, player.get(discard + 1, 1)[0]);
            assertEquals(5, ring.usedIndex());
            player.status(0);
        }
    }

    @Test
    void whatADriverDoesWrongIsTold() throws Exception {
        var golden = new Golden("strict-disk.txt");
        try (Machine machine = machine(4096)) {
            PciPlayer player = player(machine);
            golden.check("part of a block", () -> request(player, live(player, 0), header(0, 8), 512));
            golden.check("within a block", () -> request(player, live(player, 0), header(0, 1), 4096));
            golden.check("behind the end", () -> request(player, live(player, 0), header(0, 2040), 8192));
            golden.check("far behind the end", () -> request(player, live(player, 0), header(0, -1), 4096));
            golden.check("short header", () -> request(player, live(player, 0), new byte[15], 4096));
            golden.check("no status", () -> {
                RingPlayer ring = live(player, 0);
                ring.descriptor(0, player.allocate(16, 16), 16, 0, 0);
                ring.add(0);
                player.kick(0);
            });
            golden.check("to be read behind to be written", () -> {
                RingPlayer ring = live(player, 0);
                long at = player.allocate(64, 16);
                ring.descriptor(0, at, 16, WRITE | NEXT, 1);
                ring.descriptor(1, at + 16, 16, 0, 0);
                ring.add(0);
                player.kick(0);
            });
            golden.check("no such queue", () -> {
                live(player, 0);
                player.kick(1);
            });
            golden.check("feature of a card", () -> live(player, 1L << 15));
            live(player, 0);
            golden.check("not reset at the end", () -> machine.enter(new Entry(new CpuState(Architecture.X86_64, GuestAddress.of(0x10000),
                    Map.of()), new EntryContract("test", List.of()), List.of(GuestRange.of(0x10000, 16)))));
        }
        golden.check("image that is gone", () -> MappedContent.of(new DiskImage(NOWHERE, 512, ImageFormat.RAW, false, Optional.empty(), 512,
                Optional.empty(), "")));
        golden.check("not raw", () -> EmbeddedDisk.of(new DiskImage(NOWHERE, 512, ImageFormat.QCOW2, false, Optional.empty(), 512,
                Optional.empty(), "")));
        golden.end();
        assertEquals(DiskFaults.none(), new EmbeddedDisk(() -> MappedContent.of(null)).faults());
    }

    @Test
    void aLastSectorThatIsCutIsFilledWithZeros() throws Exception {
        Path image = folder.resolve("cut.img");
        Files.write(image, Arrays.copyOf(new byte[]{1, 2, 3}, 700));
        var options = EmbeddedOptions.standard().withoutCard().withDisks(new DiskOptions(List.of(image)));
        var request = new PowerOn("test", Architecture.X86_64, ByteSize.parse("32MiB"), "pci", Optional.empty());
        try (Machine machine = EmbeddedProvider.powerOn(request, options, toGuest -> {
            throw new AssertionError("no card, no cable");
        })) {
            PciPlayer player = player(machine);
            assertEquals(-1, player.pci.readConfig(new PciAddress(0, 5, 0), 0, 4), "no card");
            RingPlayer ring = live(player, 0);
            assertEquals(2, ByteBuffer.wrap(player.configuration(36)).order(ByteOrder.LITTLE_ENDIAN).getLong(0));
            long read = request(player, ring, header(0, 1), 512);
            assertArrayEquals(new byte[512], player.get(read, 512));
            player.status(0);
        }
    }
}
