package io.strapwork.handoff.linux;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.EntryContract.Condition;
import io.strapwork.api.machine.EntryContract.MemoryHolds;
import io.strapwork.api.machine.EntryContract.RegisterIs;
import io.strapwork.api.machine.EntryContract.RegisterPointsTo;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/** Parts, memory and what a handoff must keep, whatever it builds. */
final class Fixtures {
    private Fixtures() {}

    static VerifiedPart part(String name, MemorySegment content) {
        return new VerifiedPart(new FetchedPart(name, BootUri.parse("http://10.0.2.2/" + name), content.asReadOnly(), "", Duration.ZERO),
                "none");
    }

    static VerifiedPart part(String name, int bytes) {
        var content = new byte[bytes];
        new java.util.Random(bytes).nextBytes(content);
        return part(name, MemorySegment.ofArray(content));
    }

    static HandoffRequest request(Architecture machine, MemoryLayout layout, VerifiedPart... parts) {
        return new HandoffRequest(machine, layout, new VerifiedImage(List.of(parts)), Optional.empty(), Optional.empty());
    }

    static MemoryLayout memory(long bytes, GuestRange... reserved) {
        return new MemoryLayout(List.of(GuestRange.of(0, bytes)), List.of(reserved));
    }

    static String told(Executable handoff) {
        return assertThrows(StrapworkException.class, handoff).problems().stream()
                .map(one -> one.code() + " " + one.blame() + "  " + one.where() + "\n  " + one.what() + "\n  " + one.hint() + "\n")
                .collect(Collectors.joining());
    }

    /** The placed bytes at an address, or empty when they are not all placed there; patches win. */
    static Optional<byte[]> placed(LoadPlan plan, Handoff handoff, GuestAddress at, int count) {
        var range = new GuestRange(at, count);
        return Stream.concat(Stream.concat(handoff.patches().stream(), handoff.segments().stream()), plan.segments().stream())
                .filter(segment -> segment.range().contains(range)).findFirst().map(segment -> {
                    long from = at.value() - segment.at().value();
                    var bytes = new byte[count];
                    long there = Math.max(0, Math.min(count, segment.source().byteSize() - from));
                    MemorySegment.copy(segment.source(), ValueLayout.JAVA_BYTE, from, bytes, 0, (int) there);
                    return bytes;
                });
    }

    /** Places nothing outside of free RAM, over each other or over the plan, and keeps its own contract. */
    static List<String> faults(LoadPlan plan, Handoff handoff, MemoryLayout layout) {
        var faults = new ArrayList<String>();
        List<Segment> all = Stream.concat(plan.segments().stream(), handoff.segments().stream()).toList();
        for (Segment segment : all) {
            if (layout.free().stream().noneMatch(free -> free.contains(segment.range()))) {
                faults.add(segment.name() + " outside of free memory");
            }
            all.stream().filter(other -> other != segment && other.range().overlaps(segment.range()))
                    .forEach(other -> faults.add(segment.name() + " overlaps " + other.name()));
        }
        for (Segment patch : handoff.patches()) {
            if (plan.segments().stream().noneMatch(segment -> segment.range().contains(patch.range()))) {
                faults.add(patch.name() + " is in no segment");
            }
        }
        for (Condition condition : handoff.contract().conditions()) {
            boolean holds = switch (condition) {
                case RegisterIs one -> (handoff.cpu().register(one.register()) & one.mask()) == one.value();
                case RegisterPointsTo one -> handoff.cpu().register(one.register()) % one.alignment() == 0
                        && holds(plan, handoff, GuestAddress.of(handoff.cpu().register(one.register())), one.bytes());
                case MemoryHolds one -> holds(plan, handoff, one.at(), one.bytes());
            };
            if (!holds) {
                faults.add("not kept: " + condition.why());
            }
        }
        return faults;
    }

    private static boolean holds(LoadPlan plan, Handoff handoff, GuestAddress at, List<Byte> expected) {
        return placed(plan, handoff, at, expected.size()).map(Conditions::list).filter(expected::equals).isPresent();
    }
}
