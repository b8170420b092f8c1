package io.strapwork.runtime.walk;

import java.lang.foreign.MemorySegment;

/**
 * The sum of a copy whose original was summed while it was fetched: the copy is read back piece by piece, just after it was written, and compared with the original, which costs a tenth of another sum. Where they
 * differ, the copy is summed after all.
 */
final class ComparedCopy implements PlacedSum {
    private final MemorySegment source;
    private final MemorySegment placed;
    private final String ofSource;
    private long compared;
    private boolean differs;

    /** @param ofSource SHA-256 of the source, in lower-case hexadecimal */
    ComparedCopy(MemorySegment source, MemorySegment placed, String ofSource) {
        this.source = source;
        this.placed = placed;
        this.ofSource = ofSource;
    }

    @Override
    public void accept(long bytes) {
        differs |= MemorySegment.mismatch(source, compared, bytes, placed, compared, bytes) >= 0;
        compared = bytes;
    }

    @Override
    public void close() {
        // it holds nothing
    }

    @Override
    public String hex() {
        return differs || compared < source.byteSize() ? Sha256.of(placed) : ofSource;
    }
}
