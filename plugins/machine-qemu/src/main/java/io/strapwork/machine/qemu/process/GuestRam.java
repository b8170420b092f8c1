package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.memory.MappedRam;
import io.strapwork.machine.memory.SharedFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** RAM that QEMU and this JVM share: sparse files, mapped here one behind the other, which lose their names as soon as QEMU has them, too. */
public final class GuestRam extends MappedRam {
    private final List<SharedFiles.Part> files;

    private GuestRam(Arena arena, MemorySegment bytes, List<SharedFiles.Part> files, List<GuestRange> ranges) {
        super(arena, bytes, ranges);
        this.files = List.copyOf(files);
    }

    /**
     * @param files  one or more, to be made
     * @param ranges where the guest sees the files' bytes, one after the other
     */
    public static GuestRam create(List<SharedFiles.Part> files, List<GuestRange> ranges) {
        long size = ranges.stream().mapToLong(GuestRange::bytes).sum();
        Arena arena = Arena.ofShared();
        try {
            return new GuestRam(arena, files.size() == 1 ? map(arena, files.getFirst()) : joined(arena, files), files, ranges);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw new StrapworkException(new Problem(ProblemCodes.NO_MEMORY, Blame.HOST, files.getFirst().file().toString(),
                    "the file for " + new ByteSize(size) + " of machine memory can't be created: " + e.getMessage(),
                    "set a smaller machine.memory, or free some space in the file system of that file"), e);
        }
    }

    private static MemorySegment map(Arena arena, SharedFiles.Part part) throws IOException {
        try (FileChannel channel = FileChannel.open(part.file(), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, part.bytes(), arena);
        }
    }

    private static MemorySegment joined(Arena arena, List<SharedFiles.Part> files) throws IOException {
        for (SharedFiles.Part part : files) {
            try (Arena once = Arena.ofShared()) {
                map(once, part); // which makes it as long as it must be
            }
        }
        return SharedFiles.map(arena, files);
    }

    /** QEMU has opened the files: from now on they go with the two mappings. */
    public void forgetName() {
        for (SharedFiles.Part part : files) {
            try {
                Files.deleteIfExists(part.file());
            } catch (IOException e) {
                throw MachineFaults.broken(part.file().toString(), e);
            }
        }
    }
}
