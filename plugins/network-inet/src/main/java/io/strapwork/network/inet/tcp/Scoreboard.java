package io.strapwork.network.inet.tcp;

/**
 * What the peer has received beyond a gap (RFC 2018, RFC 6675): disjoint ranges in order. As many as a hostile peer may make us keep; blocks beyond
 * that are forgotten, which costs a repetition at worst.
 */
final class Scoreboard {
    private static final int MOST_RANGES = 512;
    /** DupThresh. */
    private static final int THRESHOLD = 3;

    private int[] starts = new int[8];
    private int[] ends = new int[8];
    private int count;
    private int bytes;

    boolean isEmpty() {
        return count == 0;
    }

    /** In all ranges. */
    int bytes() {
        return bytes;
    }

    /** Behind the last range. Not when it is empty. */
    int highest() {
        return ends[count - 1];
    }

    /** Where the last range begins. Not when it is empty. */
    int lastStart() {
        return starts[count - 1];
    }

    void clear() {
        count = 0;
        bytes = 0;
    }

    /** Takes the blocks of a segment; those outside {@code una} to {@code max} are ignored. Returns whether any told something new. */
    boolean add(int[] blocks, int una, int max) {
        int before = bytes;
        for (int i = 0; i + 1 < blocks.length; i += 2) {
            int start = blocks[i];
            int end = blocks[i + 1];
            if (Sequence.before(una, start) && Sequence.before(start, end) && Sequence.atMost(end, max)) {
                add(start, end);
            }
        }
        return bytes != before;
    }

    private void add(int start, int end) {
        int from = 0;
        while (from < count && Sequence.before(ends[from], start)) {
            from++;
        }
        int to = from;
        int newStart = start;
        int newEnd = end;
        while (to < count && Sequence.atMost(starts[to], end)) {
            newStart = Sequence.earlier(newStart, starts[to]);
            newEnd = Sequence.later(newEnd, ends[to]);
            bytes -= ends[to] - starts[to];
            to++;
        }
        if (to == from) {
            if (count == MOST_RANGES) {
                return;
            }
            makeRoom();
        }
        int shift = from + 1 - to;
        System.arraycopy(starts, to, starts, to + shift, count - to);
        System.arraycopy(ends, to, ends, to + shift, count - to);
        count += shift;
        starts[from] = newStart;
        ends[from] = newEnd;
        bytes += newEnd - newStart;
    }

    private void makeRoom() {
        if (count == starts.length) {
            starts = java.util.Arrays.copyOf(starts, 2 * count);
            ends = java.util.Arrays.copyOf(ends, 2 * count);
        }
    }

    /** All before {@code una} has arrived. Returns false when the peer took a promise back: a range begins right there (RFC 2018 section 8). */
    boolean advance(int una) {
        int gone = 0;
        while (gone < count && Sequence.atMost(ends[gone], una)) {
            bytes -= ends[gone] - starts[gone];
            gone++;
        }
        if (gone > 0) {
            count -= gone;
            System.arraycopy(starts, gone, starts, 0, count);
            System.arraycopy(ends, gone, ends, 0, count);
        }
        return count == 0 || Sequence.before(una, starts[0]);
    }

    /** Bytes of ranges before that number. */
    int bytesBefore(int sequence) {
        int sum = 0;
        for (int i = 0; i < count && Sequence.before(starts[i], sequence); i++) {
            sum += Sequence.earlier(ends[i], sequence) - starts[i];
        }
        return sum;
    }

    /** What is not in a range before that number counts as lost (IsLost of RFC 6675 section 4); {@code una} when nothing does. */
    int lossEdge(int una, int segment) {
        int above = 0;
        for (int i = count - 1; i >= 0; i--) {
            above += ends[i] - starts[i];
            if (above > (THRESHOLD - 1) * segment || count - i >= THRESHOLD) {
                return starts[i];
            }
        }
        return una;
    }

    /** The first number from there on that is in no range. */
    int skip(int sequence) {
        for (int i = 0; i < count && Sequence.atMost(starts[i], sequence); i++) {
            if (Sequence.before(sequence, ends[i])) {
                return ends[i];
            }
        }
        return sequence;
    }

    /** Where the next range begins behind that number, or {@code limit} when there is none before it. */
    int gapEnd(int sequence, int limit) {
        for (int i = 0; i < count; i++) {
            if (Sequence.before(sequence, starts[i])) {
                return Sequence.earlier(starts[i], limit);
            }
        }
        return limit;
    }
}
