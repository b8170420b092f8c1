package io.strapwork.handoff.placement;

import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is left of the RAM, in order of address. */
public record FreeSpace(List<GuestRange> free) {
    public static FreeSpace beside(LoadPlan plan, MemoryLayout layout) {
        return new FreeSpace(GuestRange.minus(layout.free(), plan.segments().stream().map(Segment::range).toList()));
    }

    public FreeSpace without(GuestRange taken) {
        return new FreeSpace(GuestRange.minus(free, List.of(taken)));
    }

    public FreeSpace below(GuestAddress limit) {
        return without(new GuestRange(limit, Long.MAX_VALUE - limit.value()));
    }

    /** The lowest that is a multiple of {@code alignment}, not below {@code from}. */
    public Optional<GuestAddress> find(long bytes, long alignment, GuestAddress from) {
        return GuestRange.findSpace(free, bytes, alignment, from);
    }

    /** The highest that is a multiple of {@code alignment}. */
    public Optional<GuestAddress> highest(long bytes, long alignment) {
        for (GuestRange range : free.reversed()) {
            long start = range.end().value() - bytes & -alignment;
            if (range.bytes() >= bytes && start >= range.start().value()) {
                return Optional.of(GuestAddress.of(start));
            }
        }
        return Optional.empty();
    }

    public boolean holds(GuestRange range) {
        return free.stream().anyMatch(one -> one.contains(range));
    }

    /** For people: what is free from there on. */
    public String from(GuestAddress start) {
        List<GuestRange> left = start.value() == 0
                ? free
                : GuestRange.minus(free, List.of(new GuestRange(GuestAddress.of(0), start.value())));
        return left.isEmpty() ? "nothing" : left.stream().limit(8).map(GuestRange::toString).collect(Collectors.joining(" "));
    }

    /** The first address behind all of the kernel, with its BSS. */
    public static GuestAddress endOf(LoadPlan plan) {
        return plan.segments().stream().map(segment -> segment.range().end()).max(GuestAddress::compareTo).orElse(GuestAddress.of(0));
    }
}
