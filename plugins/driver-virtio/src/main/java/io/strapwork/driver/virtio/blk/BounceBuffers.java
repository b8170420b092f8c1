package io.strapwork.driver.virtio.blk;

import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Guest memory that devices write into: one megabyte for each request under way, less in a machine that has not as much to share. The disks of a bus share it, since only one is read at a time;
 * it is taken when the first one is.
 */
public final class BounceBuffers {
    static final int COUNT = 4;
    static final int MOST_BYTES = 1 << 20;
    /** The largest block. */
    private static final int LEAST_BYTES = 1 << 16;

    private final DmaMemory dma;
    private int bytes = MOST_BYTES;
    private @Nullable GuestRange range;

    public BounceBuffers(DmaMemory dma) {
        this.dma = dma;
    }

    /** Where the buffer of that number is. @throws StrapworkException when the machine has nothing to share any more */
    GuestRange range(int number) {
        if (range == null) {
            range = allocate();
        }
        return new GuestRange(range.start().plus((long) number * bytes), bytes);
    }

    private GuestRange allocate() {
        while (true) {
            try {
                return dma.allocate((long) COUNT * bytes, 4096);
            } catch (StrapworkException e) {
                if (bytes == LEAST_BYTES) {
                    throw e;
                }
                bytes /= 4;
            }
        }
    }

    /** Of each buffer. */
    int bytes() {
        range(0);
        return bytes;
    }

    MemorySegment bytes(int number) {
        return dma.memory().at(range(number));
    }

    /** A device may still write there: it is not used again. */
    void abandon() {
        range = null;
    }
}
