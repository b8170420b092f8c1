package io.strapwork.handoff.openfirmware;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which memory is taken: by the firmware for good, and by the client until it releases it. */
final class ClaimMap {
    /** A client has no use for addresses beyond a cell. */
    private static final long CELL_END = 1L << 32;
    private static final int CLAIMS_LIMIT = 4096;
    private static final long PAGE = 0x1000;
    private final List<GuestRange> ram;
    private final List<GuestRange> own;
    private final List<GuestRange> claimed = new ArrayList<>();

    /** @param own what the firmware and the loaded images use */
    ClaimMap(List<GuestRange> ram, List<GuestRange> own) {
        this.ram = GuestRange.minus(ram, List.of(GuestRange.of(CELL_END, Long.MAX_VALUE - CELL_END)));
        this.own = List.copyOf(own);
    }

    /** What can be claimed, in order: nothing beyond 4 GiB, where SLOF has nothing either; GRUB claims from each range that it is told of. */
    List<GuestRange> available() {
        return GuestRange.minus(GuestRange.minus(ram, own), claimed);
    }

    /** That range, if all of it is available. */
    Optional<GuestRange> claim(long start, long bytes) {
        if (bytes <= 0 || start + bytes > CELL_END || claimed.size() >= CLAIMS_LIMIT) {
            return Optional.empty();
        }
        var range = GuestRange.of(start, bytes);
        if (available().stream().noneMatch(free -> free.contains(range))) {
            return Optional.empty();
        }
        claimed.add(range);
        return Optional.of(range);
    }

    /** The highest range that is available and aligned. */
    Optional<GuestRange> claimAligned(long bytes, long alignment) {
        if (bytes <= 0 || bytes > CELL_END || Long.bitCount(alignment) != 1) {
            return Optional.empty();
        }
        long step = Math.max(alignment, PAGE);
        List<GuestRange> free = available();
        for (int i = free.size() - 1; i >= 0; i--) {
            long end = Math.min(free.get(i).end().value(), CELL_END);
            long start = end - bytes & -step;
            if (end >= bytes && start >= free.get(i).start().value() && start != 0) {
                return claim(start, bytes);
            }
        }
        return Optional.empty();
    }

    /** Gives back what the client claimed of that range; the firmware's own stays. */
    void release(long start, long bytes) {
        if (bytes <= 0 || claimed.size() >= CLAIMS_LIMIT) {
            return;
        }
        List<GuestRange> left = GuestRange.minus(claimed, List.of(new GuestRange(GuestAddress.of(start), bytes)));
        claimed.clear();
        claimed.addAll(left);
    }
}
