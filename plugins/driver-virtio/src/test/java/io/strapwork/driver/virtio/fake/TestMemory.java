package io.strapwork.driver.virtio.fake;

import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** RAM from 64 KiB on, handed out from its start. */
public final class TestMemory implements DmaMemory, GuestMemory {
    private static final long START = 0x10000;

    private final MemorySegment bytes;
    private long next = START;

    public TestMemory(long size) {
        this.bytes = zeros(size);
    }

    /** They cost nothing before they are touched: a test touches some pages of many megabytes. */
    private static MemorySegment zeros(long size) {
        try {
            Path file = Files.createTempFile("strapwork-memory", null);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE)) {
                return channel.map(FileChannel.MapMode.PRIVATE, 0, size, Arena.ofAuto());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public GuestRange allocate(long count, long alignment) {
        GuestAddress start = new GuestAddress(next).alignUp(alignment);
        var range = new GuestRange(start, count);
        at(range);
        next = range.end().value();
        return range;
    }

    @Override
    public GuestMemory memory() {
        return this;
    }

    @Override
    public List<GuestRange> ranges() {
        return List.of(GuestRange.of(START, bytes.byteSize()));
    }

    @Override
    public MemorySegment at(GuestRange range) {
        return bytes.asSlice(range.start().value() - START, range.bytes());
    }
}
