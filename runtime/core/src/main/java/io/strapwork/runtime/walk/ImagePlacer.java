package io.strapwork.runtime.walk;

import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.outcome.BootOutcome.SegmentReport;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The only writer of images into guest memory. Everything is checked before the first byte is written: segments lie in free RAM and do not overlap,
 * patches lie inside a segment of the plan.
 */
public final class ImagePlacer {
    private static final long PIECE = 1 << 20;

    private final KnownSums known;

    /** Sums all that it places. */
    public ImagePlacer() {
        this(KnownSums.none());
    }

    /** @param known sums of what may be placed as it is, which is then only compared */
    ImagePlacer(KnownSums known) {
        this.known = known;
    }

    /**
     * @param clock of the boot; large segments are summed by a thread of it
     * @throws StrapworkException with all that does not fit, and nothing written
     */
    public List<SegmentReport> place(LoadPlan plan, Handoff handoff, MemoryLayout layout, GuestMemory memory, BootClock clock) {
        List<Segment> segments = checked(plan, handoff, layout);
        var digests = new ArrayList<PlacedSum>();
        for (Segment segment : segments) {
            MemorySegment target = memory.at(segment.at(), segment.source().byteSize());
            try (var digest = sum(segment, target, clock)) {
                digests.add(digest);
                copy(segment.source(), target, digest);
            }
            memory.zero(new GuestRange(segment.at().plus(target.byteSize()), segment.memoryBytes() - target.byteSize()));
        }
        var reports = new ArrayList<SegmentReport>();
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            reports.add(new SegmentReport(segment.name(), segment.at(), segment.source().byteSize(), segment.memoryBytes(),
                    digests.get(i).hex()));
        }
        for (Segment patch : handoff.patches()) {
            memory.at(patch.range()).copyFrom(patch.source());
            reports.add(
                    new SegmentReport(patch.name(), patch.at(), patch.source().byteSize(), patch.memoryBytes(), Sha256.of(patch.source())));
        }
        return List.copyOf(reports);
    }

    private PlacedSum sum(Segment segment, MemorySegment placed, BootClock clock) {
        Optional<String> ofSource = known.of(segment.source());
        return ofSource.isPresent() ? new ComparedCopy(segment.source(), placed, ofSource.get()) : PlacedDigest.follow(placed, clock);
    }

    private static List<Segment> checked(LoadPlan plan, Handoff handoff, MemoryLayout layout) {
        List<Segment> segments = new ArrayList<>(plan.segments());
        segments.addAll(handoff.segments());
        check(plan, handoff, segments, layout);
        return segments;
    }

    /** @param progress hears how many bytes of the source are there */
    private static void copy(MemorySegment source, MemorySegment target, LongConsumer progress) {
        var fresh = new FreshMemory();
        long all = source.byteSize();
        for (long at = 0; at < all; at += PIECE) {
            long bytes = Math.min(PIECE, all - at);
            fresh.map(target.asSlice(at, bytes));
            MemorySegment.copy(source, at, target, at, bytes);
            progress.accept(at + bytes);
        }
    }

    private static void check(LoadPlan plan, Handoff handoff, List<Segment> segments, MemoryLayout layout) {
        var problems = new ArrayList<Problem>();
        List<GuestRange> free = layout.free();
        for (Segment segment : segments) {
            if (segment.memoryBytes() > 0 && free.stream().noneMatch(range -> range.contains(segment.range()))) {
                problems.add(new Problem("SW-I101", Blame.USER, segment.name() + " " + segment.range(),
                        "the segment is not in free memory",
                        "free: " + free));
            }
        }
        List<Segment> sorted = segments.stream().sorted(Comparator.comparing(Segment::at)).toList();
        for (int i = 1; i < sorted.size(); i++) {
            Segment low = sorted.get(i - 1);
            Segment high = sorted.get(i);
            if (low.range().overlaps(high.range())) {
                problems.add(new Problem("SW-I102", Blame.BUG, low.name() + " " + low.range(),
                        "the segment overlaps " + high.name() + " " + high.range(), ""));
            }
        }
        for (Segment patch : handoff.patches()) {
            boolean inside = plan.segments().stream().anyMatch(segment -> segment.range().contains(patch.range()));
            if (!inside || patch.memoryBytes() != patch.source().byteSize()) {
                problems.add(new Problem("SW-I103", Blame.BUG, patch.name() + " " + patch.range(),
                        "the patch is not inside one segment of the image",
                        ""));
            }
        }
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
    }
}
