package io.strapwork.network.inet.tcp;

import java.util.Arrays;

/**
 * Segments that were sent and not yet acknowledged, in the order of their numbers, and those that may still be on the way in the order of their last transmission, too (the
 * list that RFC 8985 section 6.2 step 5 wants). A segment is named by an id as long as it is here. Each carries what {@link Delivery} noted when it was sent last.
 */
final class Flight {
    /** No segment. */
    static final int NONE = -1;
    private static final int IDS = 0x3fff_ffff;
    /** So that tiny segments don't cost more memory than they are worth. */
    private static final int MOST = 1 << 15;

    private static final int SACKED = 1;
    private static final int LOST = 2;
    private static final int REPEATED = 4;
    private static final int LIMITED = 8;
    private static final int OUT = 16;
    /** Sent at, delivered, delivered at, first sent at, lost. */
    private static final int STAMPS = 5;

    private int[] starts = new int[8];
    private int[] ends = new int[8];
    private int[] older = new int[8];
    private int[] newer = new int[8];
    private int[] volumes = new int[8];
    private byte[] flags = new byte[8];
    private long[] stamps = new long[8 * STAMPS];
    private int first;
    private int count;
    private int oldest = NONE;
    private int newest = NONE;
    private int out;
    private int lost;
    private int sacked;
    /** No lost segment stands before this many. */
    private int whole;

    boolean isEmpty() {
        return count == 0;
    }

    boolean full() {
        return count == MOST;
    }

    /** Bytes that may still be on the way: sent, and neither arrived nor lost ("pipe"). */
    int out() {
        return out;
    }

    /** Bytes that are lost and not sent again. */
    int lost() {
        return lost;
    }

    /** Segments that arrived beyond a gap. */
    int sacked() {
        return sacked;
    }

    /** The one with the lowest numbers, or {@link #NONE}. */
    int head() {
        return count == 0 ? NONE : first;
    }

    /** The one that has been on the way for longest, or {@link #NONE}. */
    int oldest() {
        return oldest;
    }

    /** The one that was sent last of those on the way, or {@link #NONE}. */
    int newest() {
        return newest;
    }

    private int slot(int id) {
        return id & starts.length - 1;
    }

    int start(int id) {
        return starts[slot(id)];
    }

    int end(int id) {
        return ends[slot(id)];
    }

    int bytes(int id) {
        int slot = slot(id);
        return ends[slot] - starts[slot];
    }

    long sentAt(int id) {
        return stamps[slot(id) * STAMPS];
    }

    long delivered(int id) {
        return stamps[slot(id) * STAMPS + 1];
    }

    long deliveredAt(int id) {
        return stamps[slot(id) * STAMPS + 2];
    }

    long firstSentAt(int id) {
        return stamps[slot(id) * STAMPS + 3];
    }

    long lostBefore(int id) {
        return stamps[slot(id) * STAMPS + 4];
    }

    /** Bytes on the way when it was sent, its own included. */
    int volume(int id) {
        return volumes[slot(id)];
    }

    private boolean has(int id, int flag) {
        return (flags[slot(id)] & flag) != 0;
    }

    boolean isSacked(int id) {
        return has(id, SACKED);
    }

    /** Whether it may still be on the way. */
    boolean isOut(int id) {
        return has(id, OUT);
    }

    /** Whether it was sent more than once. */
    boolean isRepeated(int id) {
        return has(id, REPEATED);
    }

    /** Whether the application had no more to send then. */
    boolean isLimited(int id) {
        return has(id, LIMITED);
    }

    /** A segment behind all others is being sent. @param repeated whether its bytes, or some of them, were sent before */
    int add(int start, int end, boolean repeated) {
        if (count == starts.length) {
            grow();
        }
        int id = first + count & IDS;
        int slot = slot(id);
        starts[slot] = start;
        ends[slot] = end;
        flags[slot] = (byte) (repeated ? REPEATED : 0);
        count++;
        depart(id);
        return id;
    }

    /** A lost one is being sent again; or one that is on the way. */
    void repeat(int id) {
        if (has(id, LOST)) {
            lost -= bytes(id);
        }
        if (has(id, OUT)) {
            leave(id);
        }
        int slot = slot(id);
        flags[slot] = (byte) (flags[slot] & SACKED | REPEATED);
        depart(id);
    }

    private void depart(int id) {
        int slot = slot(id);
        flags[slot] |= OUT;
        out += ends[slot] - starts[slot];
        older[slot] = newest;
        newer[slot] = NONE;
        if (newest == NONE) {
            oldest = id;
        } else {
            newer[slot(newest)] = id;
        }
        newest = id;
    }

    /** It is on the way no longer. */
    private void leave(int id) {
        int slot = slot(id);
        flags[slot] &= ~OUT;
        out -= ends[slot] - starts[slot];
        int before = older[slot];
        int behind = newer[slot];
        if (before == NONE) {
            oldest = behind;
        } else {
            newer[slot(before)] = behind;
        }
        if (behind == NONE) {
            newest = before;
        } else {
            older[slot(behind)] = before;
        }
    }

    /** What {@link Delivery} wants to know of it later. */
    void stamp(int id, long sentAt, long delivered, long deliveredAt, long firstSentAt, long lostBefore, boolean limited) {
        int slot = slot(id);
        int at = slot * STAMPS;
        stamps[at] = sentAt;
        stamps[at + 1] = delivered;
        stamps[at + 2] = deliveredAt;
        stamps[at + 3] = firstSentAt;
        stamps[at + 4] = lostBefore;
        volumes[slot] = out;
        flags[slot] = (byte) (limited ? flags[slot] | LIMITED : flags[slot] & ~LIMITED);
    }

    /** The peer has it, beyond a gap. */
    void sacked(int id) {
        settle(id);
        flags[slot(id)] |= SACKED;
        sacked++;
    }

    /** It is lost. It was on the way. */
    void lose(int id) {
        leave(id);
        flags[slot(id)] |= LOST;
        lost += bytes(id);
        whole = Math.min(whole, id - first & IDS);
    }

    /** Neither on the way nor lost any more. */
    private void settle(int id) {
        if (has(id, LOST)) {
            lost -= bytes(id);
            flags[slot(id)] &= ~LOST;
        }
        if (has(id, OUT)) {
            leave(id);
        }
    }

    /** The peer has the one with the lowest numbers, and need not be told of it any more. */
    void removeHead() {
        settle(first);
        if (has(first, SACKED)) {
            sacked--;
        }
        first = first + 1 & IDS;
        count--;
        whole = Math.max(0, whole - 1);
    }

    /** The peer has the first bytes of the one with the lowest numbers. */
    void trimHead(int start) {
        int slot = slot(first);
        int bytes = start - starts[slot];
        out -= has(first, OUT) ? bytes : 0;
        lost -= has(first, LOST) ? bytes : 0;
        starts[slot] = start;
    }

    /** The lost one with the lowest numbers, or {@link #NONE}. */
    int firstLost() {
        if (lost == 0) {
            return NONE;
        }
        while (whole < count) {
            int id = first + whole & IDS;
            if (has(id, LOST)) {
                return id;
            }
            whole++;
        }
        return NONE;
    }

    /** The next in the order of numbers, or {@link #NONE}. */
    int following(int id) {
        return (id - first & IDS) == count - 1 ? NONE : id + 1 & IDS;
    }

    /** Which one contains that number, or the first one behind it; {@link #NONE} when all end before. */
    int find(int sequence) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = low + high >>> 1;
            if (Sequence.before(sequence, end(first + middle & IDS))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low == count ? NONE : first + low & IDS;
    }

    /** The peer took back what it said of segments beyond gaps (RFC 2018 section 8): they count as lost. */
    void renege() {
        for (int i = 0; i < count; i++) {
            int id = first + i & IDS;
            if (has(id, SACKED)) {
                flags[slot(id)] = (byte) (flags[slot(id)] & ~SACKED | LOST);
                lost += bytes(id);
                sacked--;
            }
        }
        whole = 0;
    }

    /** No loss after all: the lost ones that were not sent again are on the way. */
    void restore() {
        for (int i = whole; i < count; i++) {
            int id = first + i & IDS;
            if (has(id, LOST)) {
                flags[slot(id)] &= ~LOST;
                lost -= bytes(id);
                depart(id);
            }
        }
    }

    /** Everything is forgotten. */
    void clear() {
        first = first + count & IDS;
        count = 0;
        oldest = NONE;
        newest = NONE;
        out = 0;
        lost = 0;
        sacked = 0;
        whole = 0;
    }

    private void grow() {
        int size = starts.length;
        int[] from = new int[size];
        int[] to = new int[size];
        for (int i = 0; i < size; i++) {
            from[i] = first + i & size - 1;
            to[i] = first + i & 2 * size - 1;
        }
        starts = moved(starts, from, to);
        ends = moved(ends, from, to);
        older = moved(older, from, to);
        newer = moved(newer, from, to);
        volumes = moved(volumes, from, to);
        var newFlags = new byte[2 * size];
        var newStamps = new long[2 * size * STAMPS];
        for (int i = 0; i < size; i++) {
            newFlags[to[i]] = flags[from[i]];
            System.arraycopy(stamps, from[i] * STAMPS, newStamps, to[i] * STAMPS, STAMPS);
        }
        flags = newFlags;
        stamps = newStamps;
    }

    private static int[] moved(int[] old, int[] from, int[] to) {
        int[] moved = Arrays.copyOf(old, 2 * old.length);
        for (int i = 0; i < from.length; i++) {
            moved[to[i]] = old[from[i]];
        }
        return moved;
    }
}
