package io.strapwork.runtime.report;

import java.util.List;

/** How much a transcript may keep, all in all, whatever is on the wire. On the transcript's thread. */
final class KeptBytes {
    static final long MOST = 16L << 20;
    /** Of an object with its fields, about. */
    static final int RECORD = 128;
    private static final int TEXT = 48;

    private final long most;
    private long kept;
    private boolean full;

    KeptBytes() {
        this(MOST);
    }

    KeptBytes(long most) {
        this.most = most;
    }

    /** @return false when there is no room, and nothing may be kept */
    boolean take(long bytes) {
        if (bytes > most - kept) {
            full = true;
            return false;
        }
        kept += bytes;
        return true;
    }

    /** What was taken is kept no longer. */
    void giveBack(long bytes) {
        kept -= bytes;
    }

    /** Whether something found no room. */
    boolean isFull() {
        return full;
    }

    /** Two bytes for each character. */
    static long of(String text) {
        return TEXT + 2L * text.length();
    }

    static long of(List<String> texts) {
        return texts.stream().mapToLong(KeptBytes::of).sum();
    }
}
