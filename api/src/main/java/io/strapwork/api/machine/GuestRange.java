package io.strapwork.api.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/** A half-open range of guest addresses, {@code [start, start + bytes)}. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record GuestRange(GuestAddress start, long bytes) {
    public GuestRange {
        if (bytes < 0) {
            throw new IllegalArgumentException("a range can't have " + bytes + " bytes");
        }
        start.plus(bytes);
    }

    public static GuestRange of(long start, long bytes) {
        return new GuestRange(new GuestAddress(start), bytes);
    }

    /** The first address behind the range. */
    public GuestAddress end() {
        return start.plus(bytes);
    }

    public boolean contains(GuestAddress address) {
        return address.value() >= start.value() && address.value() - start.value() < bytes;
    }

    /** Whether every address of {@code other} is in this range; an empty one is inside if its start is inside or at an edge. */
    public boolean contains(GuestRange other) {
        return other.start.value() >= start.value() && other.end().value() <= end().value();
    }

    /** Whether the two share an address; an empty range shares none. */
    public boolean overlaps(GuestRange other) {
        return bytes > 0 && other.bytes > 0 && start.value() < other.end().value() && other.start.value() < end().value();
    }

    /** What is left of this range without {@code other}: none, one or two ranges, in order. */
    public List<GuestRange> minus(GuestRange other) {
        if (!overlaps(other)) {
            return bytes == 0 ? List.of() : List.of(this);
        }
        var left = new ArrayList<GuestRange>(2);
        if (other.start.value() > start.value()) {
            left.add(new GuestRange(start, other.start.value() - start.value()));
        }
        if (other.end().value() < end().value()) {
            left.add(new GuestRange(other.end(), end().value() - other.end().value()));
        }
        return left;
    }

    /** The ranges without the holes, in order of address. */
    public static List<GuestRange> minus(List<GuestRange> ranges, List<GuestRange> holes) {
        List<GuestRange> left = new ArrayList<>(ranges);
        for (GuestRange hole : holes) {
            var next = new ArrayList<GuestRange>();
            left.forEach(range -> next.addAll(range.minus(hole)));
            left = next;
        }
        left.sort(Comparator.comparing(GuestRange::start));
        return List.copyOf(left);
    }

    /** The lowest place for {@code size} bytes at or above {@code from}, aligned to a power of two, inside one of the free ranges. */
    public static Optional<GuestAddress> findSpace(List<GuestRange> free, long size, long alignment, GuestAddress from) {
        return free.stream().sorted(Comparator.comparing(GuestRange::start)).flatMap(range -> {
            GuestAddress lowest = range.start.compareTo(from) < 0 ? from : range.start;
            if (lowest.value() > Long.MAX_VALUE - alignment) {
                return java.util.stream.Stream.empty();
            }
            GuestAddress at = lowest.alignUp(alignment);
            boolean fits = at.value() <= range.end().value() && range.end().value() - at.value() >= size;
            return fits ? java.util.stream.Stream.of(at) : java.util.stream.Stream.empty();
        }).findFirst();
    }

    /** {@code [0x10000, 0x20000)}. */
    @Override
    public String toString() {
        return "[" + start + ", " + end() + ")";
    }
}
