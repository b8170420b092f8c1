package io.strapwork.machine.kexec;

import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.machine.memory.MappedRam;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * RAM of the system to come, as a sparse file without a name whose pages exist once they are touched; it remembers which ranges anybody was given. Only those are loaded.
 */
final class StagedMemory implements GuestMemory, AutoCloseable {
    private final MappedRam ram;
    private final List<GuestRange> given = new ArrayList<>();

    private StagedMemory(MappedRam ram) {
        this.ram = ram;
    }

    static StagedMemory of(List<GuestRange> ranges) throws IOException {
        Path file = Files.createTempFile("strapwork-kexec", null);
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, Segments.bytes(ranges), arena);
            return new StagedMemory(new MappedRam(arena, bytes, ranges));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public List<GuestRange> ranges() {
        return ram.ranges();
    }

    @Override
    public MemorySegment at(GuestRange range) {
        MemorySegment bytes = ram.at(range);
        synchronized (given) {
            given.add(range);
        }
        return bytes;
    }

    /** Without remembering. */
    MemorySegment peek(GuestRange range) {
        return ram.at(range);
    }

    /** All that was given so far. */
    List<GuestRange> staged() {
        synchronized (given) {
            return List.copyOf(given);
        }
    }

    @Override
    public void close() {
        ram.close();
    }
}
