package io.strapwork.machine.kexec;

import io.strapwork.api.machine.GuestRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Arithmetic of what kexec_load wants: whole pages, apart, few. */
final class Segments {
    /** KEXEC_SEGMENT_MAX (Linux: include/uapi/linux/kexec.h). */
    static final int MOST = 16;

    private Segments() {}

    /** The pages that hold these ranges: in order, apart. */
    static List<GuestRange> pages(List<GuestRange> ranges, long pageBytes) {
        List<GuestRange> sorted = ranges.stream().filter(range -> range.bytes() > 0)
                .map(range -> paged(range, pageBytes)).sorted(Comparator.comparing(GuestRange::start)).toList();
        var joined = new ArrayList<GuestRange>();
        for (GuestRange next : sorted) {
            GuestRange last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && next.start().compareTo(last.end()) <= 0) {
                joined.set(joined.size() - 1, span(last, next));
            } else {
                joined.add(next);
            }
        }
        return List.copyOf(joined);
    }

    private static GuestRange paged(GuestRange range, long pageBytes) {
        long start = range.start().value() / pageBytes * pageBytes;
        long pages = Math.ceilDiv(range.end().value(), pageBytes);
        long end = pages > Long.MAX_VALUE / pageBytes ? Long.MAX_VALUE : pages * pageBytes;
        return GuestRange.of(start, end - start);
    }

    private static GuestRange span(GuestRange low, GuestRange high) {
        long end = Math.max(low.end().value(), high.end().value());
        return GuestRange.of(low.start().value(), end - low.start().value());
    }

    /**
     * At most {@code most} ranges that hold those and as little else as possible: the smallest gaps are filled, which costs their memory twice. Gaps are filled only where all of them is RAM.
     *
     * @param pages as {@link #pages} gives them
     * @param ram   without what lies between them and must stay
     * @return more than {@code most} when the gaps can't be filled
     */
    static List<GuestRange> atMost(int most, List<GuestRange> pages, List<GuestRange> ram) {
        var ranges = new ArrayList<>(pages);
        while (ranges.size() > most) {
            int smallest = -1;
            long gap = Long.MAX_VALUE;
            for (int i = 1; i < ranges.size(); i++) {
                long bytes = ranges.get(i).start().value() - ranges.get(i - 1).end().value();
                GuestRange joined = span(ranges.get(i - 1), ranges.get(i));
                if (bytes < gap && ram.stream().anyMatch(range -> range.contains(joined))) {
                    gap = bytes;
                    smallest = i;
                }
            }
            if (smallest < 0) {
                return List.copyOf(ranges);
            }
            ranges.set(smallest - 1, span(ranges.get(smallest - 1), ranges.remove(smallest)));
        }
        return List.copyOf(ranges);
    }

    /**
     * The same pages, but what has content and what is zeros only in ranges of their own: nobody has to read zeros.
     *
     * @param pages   as {@link #pages} gives them
     * @param content of the same kind, a part of them
     */
    static List<GuestRange> apart(List<GuestRange> pages, List<GuestRange> content) {
        var apart = new ArrayList<>(GuestRange.minus(pages, content));
        apart.addAll(content);
        apart.sort(Comparator.comparing(GuestRange::start));
        return List.copyOf(apart);
    }

    /** RAM without these, less what is not a whole page. */
    static long bytes(List<GuestRange> ranges) {
        return ranges.stream().mapToLong(GuestRange::bytes).sum();
    }
}
