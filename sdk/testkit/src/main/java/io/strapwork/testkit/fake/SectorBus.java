package io.strapwork.testkit.fake;

import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.MemorySegment;
import org.apiguardian.api.API;

/**
 * A bus with one disk that is as simple as a disk can be, for trying out drivers: the driver says where, from which block, how many, and rings; the disk copies the blocks into guest memory and says so in a register. It is
 * strict: whatever the driver does wrong throws {@link IllegalStateException} in words. Any thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SectorBus implements DeviceBus {
    /** The most that one request may ask for. */
    public static final int MOST_BLOCKS = 64;

    /** What the driver reads and writes. */
    public enum Register {
        /** Read: 1 where there is a disk. */
        PRESENT,
        /** Read: bytes of a block. */
        BLOCK_SIZE,
        /** Read: blocks of the disk. */
        BLOCKS,
        /** Write: stops the disk. It touches no memory until it is started again. */
        RESET,
        /** Write: starts the disk. */
        START,
        /** Write: guest address that the blocks go to. */
        ADDRESS,
        /** Write: the first block. */
        FIRST,
        /** Write: how many blocks, 1 to {@value #MOST_BLOCKS}; this asks for them. */
        READ,
        /** Read: 0 while the request is under way, 1 when it is done, 2 when it could not be; reading one of those makes it 0. */
        DONE,
        /** Read: how many blocks the last request that is done wrote. */
        WRITTEN
    }

    private final boolean there;
    private final byte[] content;
    private final int blockSize;
    private final FakeShare share = new FakeShare("SW-M802", "sectors");
    private long address;
    private long first;
    private long done;
    private long written;
    private boolean started;
    private boolean silent;
    private boolean lying;
    private long errorAt = -1;
    private long late = -1;

    /**
     * A bus with a disk.
     *
     * @param content whole blocks
     */
    public SectorBus(byte[] content, int blockSize) {
        this(true, content, blockSize);
    }

    private SectorBus(boolean there, byte[] content, int blockSize) {
        if (content.length % blockSize != 0) {
            throw new IllegalArgumentException(content.length + " bytes in blocks of " + blockSize);
        }
        this.there = there;
        this.content = content;
        this.blockSize = blockSize;
    }

    /** A bus without a disk. */
    public static SectorBus empty() {
        return new SectorBus(false, new byte[0], 512);
    }

    @Override
    public String kind() {
        return "sectors";
    }

    @Override
    public DmaMemory dma() {
        return share;
    }

    /** The block that has this byte can't be read. */
    public synchronized void failAt(long offset) {
        errorAt = offset;
    }

    /** Requests are taken, but never done. */
    public synchronized void beSilent() {
        silent = true;
    }

    /** Half of what is asked for is written, and that is said; the disk says that it is done all the same. */
    public synchronized void lie() {
        lying = true;
    }

    /** A request that was taken but not done is done now, if the disk still runs. */
    public synchronized void finishLate() {
        if (started && late >= 0) {
            share.memory().at(GuestRange.of(address, late * blockSize)).fill((byte) 0x5a);
        }
    }

    public synchronized long read(Register register) {
        return switch (register) {
            case PRESENT -> there ? 1 : 0;
            case BLOCK_SIZE -> there ? blockSize : -1;
            case BLOCKS -> there ? content.length / blockSize : -1;
            case DONE -> {
                long now = done;
                done = 0;
                yield now;
            }
            case WRITTEN -> written;
            default -> throw new IllegalStateException("register " + register + " can't be read");
        };
    }

    public synchronized void write(Register register, long value) {
        if (!there) {
            throw new IllegalStateException("register " + register + " is written, but there is no disk");
        }
        switch (register) {
            case RESET -> {
                started = false;
                done = 0;
                late = -1;
            }
            case START -> started = true;
            case ADDRESS -> address = value;
            case FIRST -> first = value;
            case READ -> transfer(value);
            default -> throw new IllegalStateException("register " + register + " can't be written");
        }
    }

    private void transfer(long blocks) {
        if (!started) {
            throw new IllegalStateException("a disk that isn't started is read");
        }
        if (blocks < 1 || blocks > MOST_BLOCKS || first < 0 || first > content.length / blockSize - blocks) {
            throw new IllegalStateException("a request for " + blocks + " blocks from " + first + " of " + content.length / blockSize);
        }
        var range = GuestRange.of(address, blocks * blockSize);
        share.check("buffer", range);
        late = silent ? blocks : -1;
        if (silent) {
            return;
        }
        if (errorAt >= first * blockSize && errorAt < (first + blocks) * blockSize) {
            done = 2;
            return;
        }
        written = lying ? blocks / 2 : blocks;
        MemorySegment.copy(MemorySegment.ofArray(content), first * blockSize, share.memory().at(range), 0, written * blockSize);
        done = 1;
    }
}
