package io.strapwork.protocol.tftp;

import java.util.BitSet;

/**
 * Which blocks came before their turn. A block is named by its distance from the one that is due: 1 follows it. Immutable; the bytes are kept by {@link TftpTransfer}.
 */
final class Ahead {
    static final Ahead NONE = new Ahead(new BitSet(0), 0, 0);

    private final BitSet kept;
    /** Distance of the file's last block, or 0. */
    private final int endAt;
    private final int endBytes;

    private Ahead(BitSet kept, int endAt, int endBytes) {
        this.kept = kept;
        this.endAt = endAt;
        this.endBytes = endBytes;
    }

    boolean has(int distance) {
        return kept.get(distance - 1);
    }

    /** A file has one end. */
    boolean hasEnd() {
        return endAt > 0;
    }

    Ahead with(int distance) {
        BitSet more = (BitSet) kept.clone();
        more.set(distance - 1);
        return new Ahead(more, endAt, endBytes);
    }

    Ahead withEnd(int distance, int bytes) {
        return new Ahead(with(distance).kept, distance, bytes);
    }

    /** How many follow the due one without a gap. */
    int run() {
        int run = kept.nextClearBit(0);
        return hasEnd() ? Math.min(run, endAt) : run;
    }

    /** Whether the last of {@link #run} is the file's last. */
    boolean runsToEnd() {
        return hasEnd() && run() == endAt;
    }

    /** Of {@link #run} blocks. */
    long runBytes(int blockBytes) {
        return (long) run() * blockBytes - (runsToEnd() ? blockBytes - endBytes : 0);
    }

    /** When the due one has come and its run is taken. */
    Ahead taken() {
        if (kept.isEmpty()) {
            return this;
        }
        int gone = run() + 1;
        BitSet left = kept.get(gone, Math.max(gone, kept.length()));
        return left.isEmpty() ? NONE : new Ahead(left, Math.max(0, endAt - gone), endBytes);
    }
}
