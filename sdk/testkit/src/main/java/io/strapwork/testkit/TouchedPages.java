package io.strapwork.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of anonymous memory were ever touched, as Linux tells in {@code /proc/self/pagemap} (Documentation/admin-guide/mm/pagemap.rst): all others are zeros, and looking at
 * them would make them. Of memory that is mapped from a file, and elsewhere than on Linux, nothing is known.
 */
final class TouchedPages implements AutoCloseable {
    /** AT_PAGESZ of {@code getauxval(3)}. */
    private static final long PAGE_SIZE = 6;
    private static final long IN_MEMORY_OR_SWAP = 3L << 62;

    private final @Nullable FileChannel pagemap;
    private final long page;

    TouchedPages() {
        FileChannel opened = null;
        long size = 0;
        try {
            size = pageSize();
            opened = size == 0 ? null : FileChannel.open(Path.of("/proc/self/pagemap"), StandardOpenOption.READ);
        } catch (IOException | UnsupportedOperationException e) {
            // each page is looked at
        }
        this.pagemap = opened;
        this.page = size;
    }

    private static long pageSize() throws IOException {
        ByteBuffer pairs = ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv"))).order(ByteOrder.nativeOrder());
        while (pairs.remaining() >= 2 * Long.BYTES) {
            long type = pairs.getLong();
            long value = pairs.getLong();
            if (type == PAGE_SIZE) {
                return value;
            }
        }
        return 0;
    }

    /** False when none of these bytes was ever written. */
    boolean mayHave(MemorySegment bytes) {
        if (pagemap == null || !bytes.isNative() || bytes.isMapped()) {
            return true;
        }
        long first = bytes.address() / page;
        long end = (bytes.address() + bytes.byteSize() + page - 1) / page;
        ByteBuffer entries = ByteBuffer.allocate(Math.toIntExact((end - first) * Long.BYTES)).order(ByteOrder.nativeOrder());
        try {
            if (pagemap.read(entries, first * Long.BYTES) != entries.capacity()) {
                return true;
            }
        } catch (IOException e) {
            return true;
        }
        entries.flip();
        while (entries.hasRemaining()) {
            if ((entries.getLong() & IN_MEMORY_OR_SWAP) != 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        if (pagemap != null) {
            try {
                pagemap.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
