package io.strapwork.testkit.contract;

import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.handoff.HandoffShim;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EntryContract;
import io.strapwork.api.machine.EntryContract.Condition;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandoffShimContractTests {
    enum Fault {
        NONE, BREAKS_ITS_WORD, FORGETS_INITRD, OVER_THE_KERNEL, WRITES_INTO_PLAN, PATCHES_OUTSIDE, NO_CONDITIONS, REMEMBERS, CUTS_INITRD, USES_RESERVED, OTHER_ARCHITECTURE, NO_WHY, RAW_EXCEPTION, OTHER_FAMILY, READS_PAST, SWALLOWS_INTERRUPT, MUTABLE_STATIC
    }

    private record Toy(Fault fault) implements HandoffShim {
        @Override
        public Handoff prepare(LoadPlan plan, HandoffRequest request) {
            if (fault == Fault.SWALLOWS_INTERRUPT) {
                Thread.interrupted();
            }
            if (fault == Fault.READS_PAST) {
                plan.segments().getFirst().source().get(ValueLayout.JAVA_BYTE, 4096);
            }
            var initrd = fault == Fault.FORGETS_INITRD
                    ? java.util.Optional.<MemorySegment>empty()
                    : request.image().part("initrd").map(part -> part.content())
                            .map(bytes -> fault == Fault.CUTS_INITRD ? bytes.asSlice(0, bytes.byteSize() / 2) : bytes);
            List<GuestRange> free = GuestRange.minus(fault == Fault.USES_RESERVED ? request.layout().ram() : request.layout().free(),
                    plan.segments().stream().map(Segment::range).toList());
            long from = fault == Fault.REMEMBERS ? (Faults.different() & 0xff) << 12 : 0;
            List<Segment> segments = initrd.map(bytes -> new Segment("initrd", fault == Fault.OVER_THE_KERNEL
                    ? plan.entry()
                    : GuestRange.findSpace(free, bytes.byteSize(), 4096, GuestAddress.of(from)).orElseThrow(
                            () -> fault == Fault.RAW_EXCEPTION
                                    ? new IllegalStateException("no room")
                                    : new Problem(fault == Fault.OTHER_FAMILY ? "SW-I999" : "SW-H999", Blame.USER, "initrd",
                                            "there is no room for the initrd", "").asException()),
                    bytes)).map(List::of).orElse(List.of());
            if (fault == Fault.WRITES_INTO_PLAN) {
                plan.segments().getFirst().source().set(ValueLayout.JAVA_BYTE, 5, (byte) 99);
            }
            GuestAddress patchAt = fault == Fault.PATCHES_OUTSIDE ? GuestAddress.of(0) : plan.entry().plus(8);
            var patch = new Segment("size", patchAt,
                    MemorySegment.ofArray(new byte[]{(byte) initrd.map(MemorySegment::byteSize).orElse(0L).intValue()}));
            List<Condition> conditions = fault == Fault.NO_CONDITIONS
                    ? List.of()
                    : List.of(new EntryContract.RegisterIs("r4", -1, fault == Fault.BREAKS_ITS_WORD ? 1 : 0,
                            fault == Fault.NO_WHY ? "" : "r4 says so"));
            var cpu = new CpuState(fault == Fault.OTHER_ARCHITECTURE ? Architecture.X86_64 : Architecture.PPC64, plan.entry(),
                    Map.of("nip", plan.entry().value()));
            return new Handoff(segments, List.of(patch), cpu, new EntryContract("toy", conditions));
        }
    }

    /** Remembers the last handoff of all boots. */
    private record Remembering(HandoffShim right) implements HandoffShim {
        private static Handoff last;

        @Override
        public Handoff prepare(LoadPlan plan, HandoffRequest request) {
            last = right.prepare(plan, request);
            return last;
        }
    }

    @Test
    void aRightHandoffPasses() {
        Verdicts.passes(Contract.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "BREAKS_ITS_WORD    | keepsItsOwnContract        | breaks its own contract",
        "OTHER_ARCHITECTURE | statesAContract            | the CPU's architecture",
        "NO_CONDITIONS      | statesAContract            | without conditions",
        "NO_WHY             | statesAContract            | a condition says why",
        "FORGETS_INITRD     | placesTheInitrdWhole       | the initrd is in no segment",
        "CUTS_INITRD        | placesTheInitrdWhole       | the initrd is in no segment",
        "OVER_THE_KERNEL    | keepsItsOwnContract        | overlap",
        "USES_RESERVED      | givesWayToWhatIsReserved   | is outside of free RAM",
        "WRITES_INTO_PLAN   | changesNothingOfThePlan    | give a patch instead",
        "PATCHES_OUTSIDE    | keepsItsOwnContract        | is not inside one segment",
        "REMEMBERS          | preparesTheSameEachTime    | a different plan each time",
        "RAW_EXCEPTION      | refusesWhenThereIsNoRoom   | prepare may throw only StrapworkException",
        "OTHER_FAMILY       | refusesWhenThereIsNoRoom   | begin with SW-H",
        "READS_PAST         | keepsItsOwnContract        | reads past a length",
        "SWALLOWS_INTERRUPT | keepsInterruptsOfItsThread | swallows an interrupt",
        "MUTABLE_STATIC     | keepsNothingStatic         | Remembering.last"})
    void aFaultyOneIsTold(Fault fault, String test, String words) {
        Verdicts.catches(Contract.class, fault, test, words);
    }

    @ExtendWith(Faults.class)
    static class Contract extends HandoffShimContract {
        private final Fault fault;

        Contract(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected HandoffShim shim() {
            return fault == Fault.MUTABLE_STATIC ? new Remembering(new Toy(Fault.NONE)) : new Toy(fault);
        }

        @Override
        protected Architecture architecture() {
            return Architecture.PPC64;
        }

        @Override
        protected LoadPlan plan(MemoryLayout layout) {
            var kernel = new Segment("kernel.0", GuestAddress.of(0x10000), MemorySegment.ofArray(new byte[64]), 0x2000);
            return new LoadPlan("toy", architecture(), ByteOrder.BIG_ENDIAN, List.of(kernel), GuestAddress.of(0x10000));
        }
    }
}
