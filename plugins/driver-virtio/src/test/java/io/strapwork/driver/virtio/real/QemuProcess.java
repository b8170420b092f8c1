package io.strapwork.driver.virtio.real;

import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A QEMU whose RAM is mapped here. */
final class QemuProcess implements AutoCloseable, GuestMemory, DmaMemory {
    static final long RAM = 64L << 20;
    private static final long SHARED_FROM = 16L << 20;

    private final Process process;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment ram;
    private long next = SHARED_FROM;

    QemuProcess(String program, Path folder, List<String> arguments) throws IOException {
        Assumptions.assumeTrue(onPath(program), program + " is not installed");
        Path file = folder.resolve("ram");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.allocate(1), RAM - 1);
            ram = channel.map(FileChannel.MapMode.READ_WRITE, 0, RAM, arena);
        }
        var command = new ArrayList<>(List.of(program, "-accel", "tcg", "-m", "64M", "-object",
                "memory-backend-file,id=m,size=64M,share=on,mem-path=" + file, "-nodefaults", "-display", "none"));
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    MemorySegment ram() {
        return ram;
    }

    boolean runs() {
        return process.isAlive();
    }

    @Override
    public GuestRange allocate(long bytes, long alignment) {
        GuestAddress start = new GuestAddress(next).alignUp(alignment);
        var range = new GuestRange(start, bytes);
        at(range).fill((byte) 0);
        next = range.end().value();
        return range;
    }

    @Override
    public GuestMemory memory() {
        return this;
    }

    @Override
    public List<GuestRange> ranges() {
        return List.of(GuestRange.of(0, RAM));
    }

    @Override
    public MemorySegment at(GuestRange range) {
        return ram.asSlice(range.start().value(), range.bytes());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        arena.close();
    }
}
