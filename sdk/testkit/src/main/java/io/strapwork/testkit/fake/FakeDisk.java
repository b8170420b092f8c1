package io.strapwork.testkit.fake;

import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskFacts;
import io.strapwork.api.link.DiskGeometry;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A disk over bytes or a file, for tests of what reads disks. It is strict: its size must be whole blocks, what it is asked for must be within, nothing may be read after it was quiesced, and what a read that failed
 * leaves behind is no part of the content. It keeps what was asked for. One thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class FakeDisk implements Disk {
    private static final byte POISON = (byte) 0xdb;

    /** What was asked for. */
    public record Read(long offset, long bytes) {}

    private final DiskFacts facts;
    private final MemorySegment content;
    private final List<Read> reads = new ArrayList<>();
    private long errorAt = -1;
    private boolean quiesced;

    private FakeDisk(DiskFacts facts, MemorySegment content) {
        this.facts = facts;
        this.content = content;
    }

    /**
     * One with 512-byte blocks. The bytes may change later, as those of a disk may.
     *
     * @throws IllegalArgumentException unless they are whole blocks
     */
    public static FakeDisk of(byte[] bytes) {
        return of(bytes, 512);
    }

    public static FakeDisk of(byte[] bytes, int blockSize) {
        return of(MemorySegment.ofArray(bytes), blockSize, Optional.empty(), Optional.empty());
    }

    /** The image in a file, which is mapped as long as the disk is in use. */
    public static FakeDisk of(Path image, int blockSize) throws IOException {
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
            return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()), blockSize, Optional.empty(),
                    Optional.empty());
        }
    }

    public static FakeDisk of(MemorySegment content, int blockSize, Optional<DiskGeometry> geometry, Optional<String> serial) {
        return new FakeDisk(new DiskFacts("fake", content.byteSize(), blockSize, geometry, serial, true), content);
    }

    /** The same content at another place on the bus. */
    public FakeDisk at(String location) {
        return new FakeDisk(new DiskFacts(location, facts.bytes(), facts.blockSize(), facts.geometry(), facts.serial(), true), content);
    }

    /** From now on, what touches this byte ends in an I/O error; with -1 nothing does. */
    public void failAt(long offset) {
        errorAt = offset;
    }

    /** All that was asked for, in order. */
    public List<Read> reads() {
        return List.copyOf(reads);
    }

    public boolean isQuiesced() {
        return quiesced;
    }

    @Override
    public DiskFacts facts() {
        return facts;
    }

    @Override
    public void read(long offset, MemorySegment into) {
        if (quiesced) {
            throw new IllegalStateException("the disk is read after it was quiesced");
        }
        Objects.checkFromIndexSize(offset, into.byteSize(), facts.bytes());
        reads.add(new Read(offset, into.byteSize()));
        if (errorAt >= offset && errorAt - offset < into.byteSize()) {
            into.fill(POISON);
            throw new Problem("SW-L802", Blame.PEER, facts.location(), "the fake disk has an I/O error at " + errorAt, "").asException();
        }
        MemorySegment.copy(content, offset, into, 0, into.byteSize());
    }

    @Override
    public void quiesce() {
        quiesced = true;
    }
}
