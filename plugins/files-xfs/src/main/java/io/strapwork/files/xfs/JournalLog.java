package io.strapwork.files.xfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.VolumeReader;
import java.util.Optional;

/**
 * Whether something waits in the log: the log is clean when its last record, right before the head, is that of an unmount. The head is found as {@code xlog_find_head} does, by the cycle number with which each block begins
 * ({@code xfs_log_format.h}).
 */
final class JournalLog {
    static final String DIRTY = "it was not unmounted: what was written last may be in its log only, which is not replayed";
    private static final int BLOCK = 512;
    private static final int MAGIC = 0xfeedbabe;
    private static final int CYCLE = 4;
    private static final int VERSION = 8;
    private static final int LENGTH = 12;
    private static final int OPERATIONS = 40;
    private static final int SIZE = 320;
    private static final int OPERATION_FLAGS = 9;
    private static final int UNMOUNT = 0x20;
    private static final int CYCLES_BYTES = 32 << 10;
    /** {@code XLOG_MAX_RECORD_BSIZE} and as many headers: no record begins further from its end. */
    private static final int LONGEST_RECORD = (256 << 10) / BLOCK + 8;

    private final VolumeReader reader;
    private final SuperBlock superBlock;
    private final long start;
    private final long blocks;

    JournalLog(Geometry geometry) throws FetchException {
        reader = geometry.reader();
        superBlock = geometry.superBlock();
        blocks = superBlock.logBlocks() * (superBlock.blockBytes() / BLOCK);
        start = superBlock.logStart() == 0 ? 0 : geometry.offset(superBlock.logStart(), superBlock.logBlocks(), 0);
    }

    /** What a reader should know; empty when the log is clean. */
    Optional<String> remark() throws FetchException {
        if (superBlock.logStart() == 0) {
            return Optional.of("its log is on another device: what was written last may be missing");
        }
        return blocks > 0 && isClean() ? Optional.empty() : Optional.of(DIRTY);
    }

    private boolean isClean() throws FetchException {
        int first = cycle(0);
        if (first == 0) {
            return true; // never written to
        }
        int last = cycle(blocks - 1);
        long head = first == last ? 0 : firstOf(last);
        for (long back = 1; back <= Math.min(LONGEST_RECORD, blocks); back++) {
            long at = Math.floorMod(head - back, blocks);
            Bytes b = block(at);
            if (b.i32be(0) == MAGIC) {
                return isUnmount(b, at, head);
            }
        }
        return false;
    }

    private boolean isUnmount(Bytes record, long at, long head) throws FetchException {
        long size = (record.i32be(VERSION) & 2) != 0 ? record.u32be(SIZE) : 0;
        long headers = Math.max(1, (size + CYCLES_BYTES - 1) / CYCLES_BYTES);
        long length = (record.u32be(LENGTH) + BLOCK - 1) / BLOCK;
        if (record.u32be(OPERATIONS) != 1 || headers > blocks || (at + headers + length) % blocks != head) {
            return false;
        }
        return (block((at + headers) % blocks).u8(OPERATION_FLAGS) & UNMOUNT) != 0;
    }

    /** The first block of a cycle that lasts until the log's end. */
    private long firstOf(int cycle) throws FetchException {
        long low = 0;
        long high = blocks - 1;
        while (low + 1 < high) {
            long middle = low + high >>> 1;
            if (cycle(middle) == cycle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private int cycle(long block) throws FetchException {
        Bytes b = block(block);
        return b.i32be(0) == MAGIC ? b.i32be(CYCLE) : b.i32be(0);
    }

    private Bytes block(long block) throws FetchException {
        return reader.read(start + block * BLOCK, BLOCK);
    }
}
