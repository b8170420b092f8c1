package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.memory.MappedRam;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** RAM that QEMU and this JVM share: a sparse file, mapped here, which loses its name as soon as QEMU has it, too. */
public final class GuestRam extends MappedRam {
    private final Path file;

    private GuestRam(Arena arena, MemorySegment bytes, Path file, List<GuestRange> ranges) {
        super(arena, bytes, ranges);
        this.file = file;
    }

    /** @param ranges where the guest sees the file's bytes, one after the other */
    public static GuestRam create(Path file, List<GuestRange> ranges) {
        long size = ranges.stream().mapToLong(GuestRange::bytes).sum();
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE)) {
            return new GuestRam(arena, channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena), file, ranges);
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
}
