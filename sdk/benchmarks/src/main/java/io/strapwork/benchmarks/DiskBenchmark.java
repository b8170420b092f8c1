package io.strapwork.benchmarks;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.Disk;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.ccw.VirtioBlkCcwDriver;
import io.strapwork.driver.virtio.ccw.VirtioBlkCcwOptions;
import io.strapwork.driver.virtio.pci.VirtioBlkPciDriver;
import io.strapwork.driver.virtio.pci.VirtioBlkPciOptions;
import io.strapwork.machine.disks.DiskOptions;
import io.strapwork.machine.embedded.EmbeddedOptions;
import io.strapwork.machine.embedded.EmbeddedProvider;
import io.strapwork.machine.qemu.QemuOptions;
import io.strapwork.machine.qemu.QemuProvider;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** 64 MiB of a disk through the driver, without and with SHA-256, against a read of the same file. Those of QEMU need QEMU: {@code -p machine=embedded-ccw,embedded-pci} leaves it out. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DiskBenchmark {
    private static final int BYTES = 64 << 20;
    /** What a reader of a file system asks for at once. */
    private static final int PIECE = 8 << 20;

    @Param({"embedded-ccw", "embedded-pci", "qemu-s390x", "qemu-x86_64", "qemu-ppc64"})
    public String machine = "";

    private @Nullable Path image;
    private @Nullable Machine running;
    private @Nullable Disk disk;
    private MemorySegment into = MemorySegment.NULL;

    @Setup(Level.Trial)
    public void powerOn() throws IOException {
        var content = new byte[BYTES];
        new Random(1).nextBytes(content);
        image = Files.createTempFile("disk", ".img");
        Files.write(image, content);
        into = Arena.ofAuto().allocate(PIECE);
        var disks = new DiskOptions(List.of(image));
        Machine made = switch (machine) {
            case "embedded-ccw" -> embedded(Architecture.S390X, disks);
            case "embedded-pci" -> embedded(Architecture.X86_64, disks);
            case "qemu-s390x" -> qemu(Architecture.S390X, disks);
            case "qemu-x86_64" -> qemu(Architecture.X86_64, disks);
            default -> qemu(Architecture.PPC64, disks);
        };
        running = made;
        disk = switch (made.hardware().buses().getFirst()) {
            case ChannelSubsystem channels -> new VirtioBlkCcwDriver(VirtioBlkCcwOptions.standard(), BootClock.system()).open(channels)
                    .getFirst();
            case PciBus pci -> new VirtioBlkPciDriver(VirtioBlkPciOptions.standard(), BootClock.system()).open(pci).getFirst();
            default -> throw new IllegalStateException("an unknown bus");
        };
    }

    private static PowerOn request(Architecture architecture) {
        return new PowerOn("disk", architecture, new ByteSize(256 << 20), architecture.usualBus(), Optional.empty());
    }

    private static Machine embedded(Architecture architecture, DiskOptions disks) {
        return new EmbeddedProvider(EmbeddedOptions.standard().withoutCard().withDisks(disks), BootClock.system(), new Random(1))
                .powerOn(request(architecture));
    }

    private static Machine qemu(Architecture architecture, DiskOptions disks) {
        return new QemuProvider(QemuOptions.standard().withDisks(disks, "none"), BootClock.system(), new Random(1))
                .powerOn(request(architecture));
    }

    @TearDown(Level.Trial)
    public void powerOff() throws IOException {
        if (disk != null) {
            disk.quiesce();
        }
        if (running != null) {
            running.close();
        }
        if (image != null) {
            Files.deleteIfExists(image);
        }
    }

    @Benchmark
    public long driver() {
        return all(null);
    }

    @Benchmark
    public long driverAndDigest() throws NoSuchAlgorithmException {
        return all(MessageDigest.getInstance("SHA-256"));
    }

    private long all(@Nullable MessageDigest digest) {
        Disk from = disk;
        for (long at = 0; from != null && at < BYTES; at += PIECE) {
            from.read(at, into);
            update(digest);
        }
        return digest == null ? 0 : digest.digest()[0];
    }

    private void update(@Nullable MessageDigest digest) {
        if (digest != null) {
            digest.update(into.asByteBuffer());
        }
    }

    @Benchmark
    public long fileAndDigest() throws NoSuchAlgorithmException, IOException {
        return file(MessageDigest.getInstance("SHA-256"));
    }

    @Benchmark
    public long file() throws IOException {
        return file(null);
    }

    private long file(@Nullable MessageDigest digest) throws IOException {
        Path from = image;
        if (from == null) {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(from, StandardOpenOption.READ)) {
            ByteBuffer buffer = into.asByteBuffer();
            while (channel.read(buffer.clear()) > 0) {
                update(digest);
            }
        }
        return digest == null ? 0 : digest.digest()[0];
    }
}
