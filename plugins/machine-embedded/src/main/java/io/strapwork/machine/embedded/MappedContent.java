package io.strapwork.machine.embedded;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.disks.DiskImage;
import io.strapwork.machine.embedded.virtio.DiskContent;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** A raw image, mapped: an interrupt of the thread does not close it as it would a channel. Zeros fill the last sector, as in QEMU. */
final class MappedContent implements DiskContent {
    private final Arena arena;
    private final MemorySegment image;
    private final long bytes;

    private MappedContent(Arena arena, MemorySegment image) {
        this.arena = arena;
        this.image = image;
        this.bytes = image.byteSize() + DiskImage.SECTOR - 1 & -(long) DiskImage.SECTOR;
    }

    /** @throws StrapworkException SW-M105 when the file can't be mapped */
    static MappedContent of(DiskImage disk) {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(disk.file(), StandardOpenOption.READ)) {
            return new MappedContent(arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException e) {
            arena.close();
            throw new StrapworkException(new Problem("SW-M105", Blame.HOST, "machine.disks",
                    "the disk image " + disk.file() + " can't be mapped: " + e.getMessage(), "allow this user to read it"), e);
        }
    }

    @Override
    public long bytes() {
        return bytes;
    }

    /** An image that somebody has cut meanwhile has no such bytes: the kernel says so by a signal, and Java by an error. */
    @Override
    public void read(long offset, MemorySegment into) throws IOException {
        long there = Math.clamp(image.byteSize() - offset, 0, into.byteSize());
        try {
            MemorySegment.copy(image, offset, into, 0, there);
        } catch (InternalError e) {
            throw new IOException("the image has become shorter", e);
        }
        into.asSlice(there).fill((byte) 0);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
