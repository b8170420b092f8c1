package io.strapwork.network.inet.ip;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What routers said about the largest packet on the way to a destination (RFC 1191, 8201). Forgotten after ten minutes; bounded. */
final class PathMtus<A> {
    /** Less is not believed: it would only serve to make a peer send tiny packets. */
    static final int LEAST = 576;
    private static final int MOST_ENTRIES = 64;
    private static final long AGE_NANOS = TimeUnit.MINUTES.toNanos(10);
    /** RFC 1191 section 7.1, for routers that don't tell. */
    private static final int[] PLATEAUS = {32000, 17914, 8166, 4352, 2002, 1492, 1006, LEAST};

    private final Map<A, Entry> entries = new HashMap<>();
    private final int least;

    /** @param least what each link of the family has: less is not believed */
    PathMtus(int least) {
        this.least = least;
    }

    /**
     * A router refused a packet.
     *
     * @param told    its next hop's MTU, or 0
     * @param length  of the packet
     * @param present what was sent so far
     * @return the new MTU, or 0 when that was no news
     */
    int refused(A destination, int told, int length, int present, long nowNanos) {
        int next = told == 0 ? plateauBelow(length) : Math.max(told, least);
        if (next >= at(destination, present, nowNanos)) {
            return 0;
        }
        if (entries.size() >= MOST_ENTRIES && !entries.containsKey(destination)) {
            entries.clear();
        }
        entries.put(destination, new Entry(next, nowNanos));
        return next;
    }

    int at(A destination, int otherwise, long nowNanos) {
        if (entries.isEmpty()) {
            return otherwise;
        }
        Entry entry = entries.get(destination);
        if (entry == null) {
            return otherwise;
        }
        if (nowNanos - entry.sinceNanos > AGE_NANOS) {
            entries.remove(destination);
            return otherwise;
        }
        return Math.min(entry.mtu, otherwise);
    }

    private static int plateauBelow(int length) {
        for (int plateau : PLATEAUS) {
            if (plateau < length) {
                return plateau;
            }
        }
        return LEAST;
    }

    private record Entry(int mtu, long sinceNanos) {}
}
