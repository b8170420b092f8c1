package io.strapwork.handoff.linux;

import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is left of the RAM, in order of address. */
record FreeSpace(List<GuestRange> free) {
    static FreeSpace beside(LoadPlan plan, MemoryLayout layout) {
        return new FreeSpace(GuestRange.minus(layout.free(), plan.segments().stream().map(Segment::range).toList()));
    }

    FreeSpace without(GuestRange taken) {
        return new FreeSpace(GuestRange.minus(free, List.of(taken)));
    }

    FreeSpace below(GuestAddress limit) {
        return without(new GuestRange(limit, Long.MAX_VALUE - limit.value()));
    }

    Optional<GuestAddress> find(long bytes, long alignment, GuestAddress from) {
        return GuestRange.findSpace(free, bytes, alignment, from);
    }

    boolean holds(GuestRange range) {
        return free.stream().anyMatch(one -> one.contains(range));
    }

    /** For people: what is free from there on. */
    String from(GuestAddress start) {
        List<GuestRange> left = start.value() == 0
                ? free
                : GuestRange.minus(free, List.of(new GuestRange(GuestAddress.of(0), start.value())));
        return left.isEmpty() ? "nothing" : left.stream().limit(8).map(GuestRange::toString).collect(Collectors.joining(" "));
    }

    /** The first address behind all of the kernel, with its BSS. */
    static GuestAddress endOf(LoadPlan plan) {
        return plan.segments().stream().map(segment -> segment.range().end()).max(GuestAddress::compareTo).orElse(GuestAddress.of(0));
    }
}
