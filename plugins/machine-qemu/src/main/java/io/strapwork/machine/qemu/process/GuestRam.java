package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** RAM that QEMU and this JVM share: a sparse file, mapped here, which loses its name as soon as QEMU has it, too. */
public final class GuestRam implements GuestMemory, AutoCloseable {
    private final Arena arena;
    private final MemorySegment bytes;
    private final Path file;
    private final List<GuestRange> ranges;

    private GuestRam(Arena arena, MemorySegment bytes, Path file, List<GuestRange> ranges) {
        this.arena = arena;
        this.bytes = bytes;
        this.file = file;
        this.ranges = ranges;
    }

    /** @param ranges where the guest sees the file's bytes, one after the other */
    public static GuestRam create(Path file, List<GuestRange> ranges) {
        long size = ranges.stream().mapToLong(GuestRange::bytes).sum();
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE)) {
            return new GuestRam(arena, channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena), file, List.copyOf(ranges));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw new StrapworkException(new Problem(ProblemCodes.NO_MEMORY, Blame.HOST, file.toString(),
                    "the file for " + new ByteSize(size) + " of machine memory can't be made: " + e.getMessage(),
                    "ask for less with memory = \"…\", or make room in the file system of that file"), e);
        }
    }

    /** QEMU has opened the file: from now on it goes with the two mappings. */
    public void forgetName() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw MachineFaults.broken(file.toString(), e);
        }
    }

    @Override
    public List<GuestRange> ranges() {
        return ranges;
    }

    @Override
    public MemorySegment at(GuestRange range) {
        long offset = 0;
        for (GuestRange ram : ranges) {
            if (ram.contains(range)) {
                return bytes.asSlice(offset + range.start().value() - ram.start().value(), range.bytes());
            }
            offset += ram.bytes();
        }
        throw new IndexOutOfBoundsException(range + " is not inside RAM " + ranges);
    }

    /** Touching the memory afterwards is an {@link IllegalStateException}. May be called twice. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
