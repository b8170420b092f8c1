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
 * RAM of the system to come, as a sparse file without a name whose pages exist once they are touched; it remembers which ranges anybody was given or cleared. Only those are loaded.
 */
final class StagedMemory implements GuestMemory, AutoCloseable {
    private final MappedRam ram;
    private final List<GuestRange> given = new ArrayList<>();
    private final List<GuestRange> untouched = new ArrayList<>();

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

    /** What nobody was given yet is zeros without having pages. */
    @Override
    public void zero(GuestRange range) {
        ram.at(range);
        List<GuestRange> dirty;
        synchronized (given) {
            dirty = given.stream().filter(range::overlaps).toList();
            untouched.add(range);
        }
        for (GuestRange one : dirty) {
            long start = Math.max(one.start().value(), range.start().value());
            peek(GuestRange.of(start, Math.min(one.end().value(), range.end().value()) - start)).fill((byte) 0);
        }
    }

    /** How many of a range's bytes may be other than zeros, from its start on. */
    long touched(GuestRange range) {
        synchronized (given) {
            return given.stream().filter(range::overlaps)
                    .mapToLong(one -> Math.min(one.end().value(), range.end().value()) - range.start().value()).max().orElse(0);
        }
    }

    /** Without remembering. */
    MemorySegment peek(GuestRange range) {
        return ram.at(range);
    }

    /** All that was given or cleared so far. */
    List<GuestRange> staged() {
        synchronized (given) {
            var staged = new ArrayList<>(given);
            staged.addAll(untouched);
            return staged;
        }
    }

    /** All that anybody was given so far. */
    List<GuestRange> given() {
        synchronized (given) {
            return List.copyOf(given);
        }
    }

    @Override
    public void close() {
        ram.close();
    }
}
