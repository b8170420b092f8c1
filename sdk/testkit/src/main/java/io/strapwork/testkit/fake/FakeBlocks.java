package io.strapwork.testkit.fake;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/** A volume in memory, stricter than a disk: whoever reads outside of it has a bug, and so does whoever reads without end. Not for several threads. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class FakeBlocks implements Blocks {
    private static final long MOST_READ = 1L << 32;
    /** The code of its problem when it fails as it was told. */
    public static final String FAILED = "SW-V801";
    private final MemorySegment content;
    private final int blockSize;
    private final List<Watcher> watchers = new ArrayList<>();
    private int reads;
    private long bytesRead;
    private int failsAt = Integer.MAX_VALUE;

    private FakeBlocks(MemorySegment content, int blockSize) {
        this.content = content;
        this.blockSize = blockSize;
    }

    /** Called before each read. */
    @FunctionalInterface
    public interface Watcher {
        /** @param number of the read, from 0 on */
        void read(int number, long offset, long bytes);
    }

    /** In blocks of 512 bytes. */
    public static FakeBlocks of(byte[] image) {
        return of(MemorySegment.ofArray(image), 512);
    }

    public static FakeBlocks of(MemorySegment image, int blockSize) {
        return new FakeBlocks(image, blockSize);
    }

    /** An image that is a file, which is not written to; until the arena is closed. */
    public static FakeBlocks of(Path image, int blockSize, Arena arena) {
        try (FileChannel channel = FileChannel.open(image)) {
            return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena), blockSize);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Which may change the content: a disk that another system writes to. */
    public FakeBlocks watchedBy(Watcher watcher) {
        watchers.add(watcher);
        return this;
    }

    /** From this read on, all fail. */
    public FakeBlocks failingAt(int read) {
        failsAt = read;
        return this;
    }

    public MemorySegment content() {
        return content;
    }

    public int reads() {
        return reads;
    }

    @Override
    public long bytes() {
        return content.byteSize();
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    @Override
    public void read(long offset, MemorySegment into) throws FetchException {
        long bytes = into.byteSize();
        if (offset < 0 || offset > bytes() - bytes) {
            throw new AssertionError(bytes + " bytes at " + offset + " were read of a volume of " + bytes());
        }
        bytesRead += bytes;
        if (bytesRead > MOST_READ) {
            throw new AssertionError("more than " + MOST_READ + " bytes were read: the reader runs in a circle");
        }
        for (Watcher watcher : watchers) {
            watcher.read(reads, offset, bytes);
        }
        if (reads++ >= failsAt) {
            throw new FetchException(new Problem(FAILED, Blame.PEER, "byte " + offset, "the fake disk fails, as it was told", ""));
        }
        MemorySegment.copy(content, offset, into, 0, bytes);
    }
}
