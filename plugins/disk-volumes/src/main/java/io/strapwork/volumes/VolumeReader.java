package io.strapwork.volumes;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a volume's metadata: within bounds, through a small cache, and not without end. Two budgets: what is read off the disk in the volume's life, and what a single operation (a path, a list of names, a file's
 * extents) goes through, cached or not. Content of files is neither cached nor counted. Used on the boot's own thread.
 */
public final class VolumeReader {
    /** Off the disk, in a volume's life. */
    public static final long MOST_METADATA = 256L << 20;
    /** In one operation. */
    public static final long MOST_WORK = 128L << 20;
    /** So much work is the smallest read. */
    private static final int LEAST_WORK = 16;
    private static final int PAGE = 16 << 10;
    /** 2 MiB; a disk may have hundreds of volumes. */
    private static final int PAGES = 128;
    /** No structure of any format read here is larger. */
    private static final int LARGEST_STRUCTURE = 16 << 20;

    private final Blocks blocks;
    private final VolumeProblems problems;
    private final Map<Long, byte[]> pages = new LinkedHashMap<>(PAGES, 0.75f, true);
    private long metadata;
    private long work;

    public VolumeReader(Blocks blocks, VolumeProblems problems) {
        this.blocks = blocks;
        this.problems = problems;
    }

    public VolumeProblems problems() {
        return problems;
    }

    /** Of the volume. */
    public long bytes() {
        return blocks.bytes();
    }

    /** Of the disk's logical block. */
    public int blockSize() {
        return blocks.blockSize();
    }

    /** The same volume in the words of a more precise format; caches and counts begin anew. */
    public VolumeReader as(String format) {
        return new VolumeReader(blocks, new VolumeProblems(format));
    }

    /** A new operation: its work counts from 0. {@link TreeVolume} and {@link FileExtents} call it. */
    public void begin() {
        work = 0;
    }

    /** The byte where a block begins; what overflows lies outside of any volume. */
    public long offset(long block, long blockBytes) throws FetchException {
        long high = Math.multiplyHigh(block, blockBytes);
        long offset = block * blockBytes;
        if (block < 0 || high != 0 || offset < 0) {
            throw problems.outside(offset, blockBytes, bytes());
        }
        return offset;
    }

    /** Throws unless the range is inside of the volume. */
    public void check(long offset, long length) throws FetchException {
        if (offset < 0 || length < 0 || offset > bytes() - length) {
            throw problems.outside(offset, length, bytes());
        }
    }

    /**
     * Metadata.
     *
     * @param offset of the volume
     * @param length at most 16 MiB
     * @throws FetchException outside, a budget is used up, or the disk can't be read
     */
    public Bytes read(long offset, int length) throws FetchException {
        check(offset, length);
        spend(offset, length);
        if (length > LARGEST_STRUCTURE) {
            throw problems.budget(offset, LARGEST_STRUCTURE, "one structure");
        }
        var into = new byte[length];
        int done = 0;
        while (done < length) {
            long page = (offset + done) / PAGE;
            int at = (int) ((offset + done) % PAGE);
            byte[] bytes = page(page);
            int n = Math.min(length - done, bytes.length - at);
            System.arraycopy(bytes, at, into, done, n);
            done += n;
        }
        return new Bytes(this, offset, into, 0, length);
    }

    /** Work without reading: steps of a loop that a volume steers. */
    public void spend(long offset, long bytes) throws FetchException {
        work += Math.max(LEAST_WORK, bytes);
        if (work > MOST_WORK) {
            throw problems.budget(offset, MOST_WORK, "one operation");
        }
    }

    private byte[] page(long page) throws FetchException {
        byte[] known = pages.get(page);
        if (known != null) {
            return known;
        }
        long offset = page * PAGE;
        var bytes = new byte[(int) Math.min(PAGE, bytes() - offset)];
        metadata += bytes.length;
        if (metadata > MOST_METADATA) {
            throw problems.budget(offset, MOST_METADATA, "one volume");
        }
        blocks.read(offset, MemorySegment.ofArray(bytes));
        if (pages.size() == PAGES) {
            pages.remove(pages.keySet().iterator().next());
        }
        pages.put(page, bytes);
        return bytes;
    }

    /** Content of a file. */
    void content(long offset, MemorySegment into) throws FetchException {
        check(offset, into.byteSize());
        blocks.read(offset, into);
    }

    /** Bytes that were decompressed or put together from a volume at {@code place}, to be read as its metadata are. */
    public Bytes wrap(long place, byte[] bytes) {
        return new Bytes(this, place, bytes, 0, bytes.length);
    }
}
