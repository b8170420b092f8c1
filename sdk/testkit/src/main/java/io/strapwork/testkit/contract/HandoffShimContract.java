package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.handoff.HandoffShim;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryCheck;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.testkit.fake.HeapMemory;
import io.strapwork.testkit.fake.Parts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every {@link HandoffShim} does. */
@Timeout(600)
@ExtendWith(LeavingOut.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class HandoffShimContract {
    protected abstract HandoffShim shim();

    protected abstract Architecture architecture();

    /** A plan as the loader makes it, in this memory; the sources may be heap arrays. */
    protected abstract LoadPlan plan(MemoryLayout layout);

    /** Memory that the plan and an initrd of 100,000 bytes fit into. */
    protected MemoryLayout layout() {
        return new MemoryLayout(List.of(GuestRange.of(0, 64 << 20)), List.of());
    }

    private static Handoff prepare(HandoffShim shim, LoadPlan plan, HandoffRequest request) {
        try {
            return shim.prepare(plan, request);
        } catch (StrapworkException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new AssertionError((e instanceof IndexOutOfBoundsException ? "reads past a length: " : "")
                    + "prepare may throw only StrapworkException, but it threw: " + e, e);
        }
    }

    /** What the handoff needs to know of the machine. */
    protected MachineFacts facts() {
        return MachineFacts.none();
    }

    private static byte[] initrd(int bytes) {
        var initrd = new byte[bytes];
        new Random(9).nextBytes(initrd);
        return initrd;
    }

    private static VerifiedImage image(int initrdBytes) {
        byte[] kernel = {1, 2, 3, 4};
        return initrdBytes == 0 ? Parts.kernel(kernel) : Parts.kernel(kernel, List.of(Parts.verified("initrd", initrd(initrdBytes))));
    }

    private HandoffRequest request(MemoryLayout layout, int initrdBytes) {
        return new HandoffRequest(architecture(), layout, image(initrdBytes), Optional.empty(), Optional.empty(), facts());
    }

    /** Places all, and asks what every machine asks at the jump. */
    private void enterable(LoadPlan plan, Handoff handoff, MemoryLayout layout) {
        var placed = new ArrayList<>(plan.segments());
        placed.addAll(handoff.segments());
        PlanCheck.apart(placed, layout);
        var memory = new HeapMemory(layout.ram());
        for (Segment segment : placed) {
            MemorySegment there = memory.at(segment.range());
            there.fill((byte) 0);
            MemorySegment.copy(segment.source(), 0, there, 0, segment.source().byteSize());
        }
        for (Segment patch : handoff.patches()) {
            assertTrue(plan.segments().stream().anyMatch(segment -> segment.range().contains(patch.range())),
                    () -> "patch " + patch.name() + " " + patch.range() + " is not inside one segment of the plan");
            assertEquals(patch.memoryBytes(), patch.source().byteSize(), () -> "patch " + patch.name() + " must give all its bytes");
            MemorySegment.copy(patch.source(), 0, memory.at(patch.range()), 0, patch.source().byteSize());
        }
        var entry = new Entry(handoff.cpu(), handoff.contract(), plan.segments().stream().map(Segment::range).toList());
        assertEquals(List.of(), EntryCheck.check(entry, architecture(), memory), "the handoff breaks its own contract");
    }

    @Test
    void keepsItsOwnContract() {
        for (int initrdBytes : new int[]{0, 1, 4096, 100_000}) {
            LoadPlan plan = plan(layout());
            enterable(plan, prepare(shim(), plan, request(layout(), initrdBytes)), layout());
        }
    }

    @Test
    void statesAContract() {
        Handoff handoff = prepare(shim(), plan(layout()), request(layout(), 0));
        assertEquals(architecture(), handoff.cpu().architecture(), "the CPU's architecture");
        assertFalse(handoff.contract().id().isBlank(), "a contract has an id");
        assertFalse(handoff.contract().conditions().isEmpty(), "a contract without conditions checks nothing");
        handoff.contract().conditions().forEach(one -> assertFalse(one.why().isBlank(), () -> "a condition says why: " + one));
    }

    @Test
    void placesTheInitrdWhole() {
        byte[] initrd = initrd(100_000);
        Handoff handoff = prepare(shim(), plan(layout()), request(layout(), initrd.length));
        assertTrue(handoff.segments().stream().anyMatch(segment -> segment.source().byteSize() == initrd.length
                && segment.source().mismatch(MemorySegment.ofArray(initrd)) < 0), "the initrd is in no segment");
    }

    @Test
    void preparesTheSameEachTime() {
        LoadPlan plan = plan(layout());
        Handoff one = prepare(shim(), plan, request(layout(), 5000));
        Handoff other = prepare(shim(), plan, request(layout(), 5000));
        PlanCheck.same(one.segments(), other.segments());
        PlanCheck.same(one.patches(), other.patches());
        assertEquals(one.cpu(), other.cpu());
    }

    @Test
    void changesNothingOfThePlan() {
        LoadPlan plan = plan(layout());
        List<byte[]> before = plan.segments().stream().map(segment -> segment.source().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
                .toList();
        prepare(shim(), plan, request(layout(), 5000));
        for (int i = 0; i < before.size(); i++) {
            assertTrue(Arrays.equals(before.get(i), plan.segments().get(i).source().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)),
                    "the plan's bytes were changed: give a patch instead");
        }
    }

    @Test
    void keepsInterruptsOfItsThread() {
        Thread.currentThread().interrupt();
        prepare(shim(), plan(layout()), request(layout(), 5000));
        assertTrue(Thread.interrupted(), "swallows an interrupt: set it again before you return");
    }

    @Test
    void keepsNothingStatic() {
        StaticState.none(shim());
    }

    @Test
    void twoBootsAtOnce() {
        HandoffShim shim = shim();
        LoadPlan plan = plan(layout());
        var runs = new ArrayList<CompletableFuture<Handoff>>();
        for (int i = 0; i < 32; i++) {
            int bytes = 1000 + i;
            runs.add(CompletableFuture.supplyAsync(() -> prepare(shim, plan, request(layout(), bytes))));
        }
        for (int i = 0; i < runs.size(); i++) {
            PlanCheck.same(prepare(shim(), plan, request(layout(), 1000 + i)).segments(), runs.get(i).join().segments());
        }
    }

    /** What it takes where it may choose is reserved the next time. */
    @Test
    void givesWayToWhatIsReserved() {
        LoadPlan plan = plan(layout());
        var reserved = new ArrayList<>(layout().reserved());
        for (int round = 0; round < 10; round++) {
            var layout = new MemoryLayout(layout().ram(), reserved);
            try {
                Handoff handoff = prepare(shim(), plan, request(layout, 100_000));
                var placed = new ArrayList<>(plan.segments());
                placed.addAll(handoff.segments());
                PlanCheck.apart(placed, layout);
                handoff.segments().forEach(segment -> reserved.add(segment.range()));
            } catch (StrapworkException e) {
                PlanCheck.tellsWell(e, 'H');
                return;
            }
        }
    }

    @Test
    void keepsToTheMemoryThereIs() {
        LoadPlan plan = plan(layout());
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var reserved = new ArrayList<GuestRange>();
            for (int holes = random.nextInt(1, 6); holes > 0; holes--) {
                var hole = GuestRange.of((long) random.nextInt(16384) << 12, (long) random.nextInt(1, 4096) << 12);
                if (plan.segments().stream().noneMatch(segment -> segment.range().overlaps(hole))) {
                    reserved.add(hole);
                }
            }
            var layout = new MemoryLayout(layout().ram(), reserved);
            try {
                var placed = new ArrayList<>(plan.segments());
                placed.addAll(prepare(shim(), plan, request(layout, 100_000)).segments());
                PlanCheck.apart(placed, layout);
            } catch (StrapworkException e) {
                PlanCheck.tellsWell(e, 'H');
            }
        }
    }

    @Test
    void refusesWhenThereIsNoRoom() {
        LoadPlan plan = plan(layout());
        var reserved = GuestRange.minus(layout().free(), plan.segments().stream().map(Segment::range).toList());
        try {
            var layout = new MemoryLayout(layout().ram(), reserved);
            var placed = new ArrayList<>(plan.segments());
            placed.addAll(prepare(shim(), plan, request(layout, 100_000)).segments());
            PlanCheck.apart(placed, layout);
            throw new AssertionError("there is no room for the initrd, but nothing was reported");
        } catch (StrapworkException e) {
            PlanCheck.tellsWell(e, 'H');
        }
    }
}
