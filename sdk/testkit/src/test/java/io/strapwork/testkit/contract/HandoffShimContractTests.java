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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandoffShimContractTests {
    private enum Fault {
        NONE, BREAKS_ITS_WORD, FORGETS_INITRD, OVER_THE_KERNEL, WRITES_INTO_PLAN, PATCHES_OUTSIDE, NO_CONDITIONS, REMEMBERS
    }

    private record Toy(Fault fault) implements HandoffShim {
        private static final AtomicLong SEEN = new AtomicLong();

        @Override
        public Handoff prepare(LoadPlan plan, HandoffRequest request) {
            var initrd = fault == Fault.FORGETS_INITRD
                    ? java.util.Optional.<MemorySegment>empty()
                    : request.image().part("initrd").map(part -> part.content());
            List<GuestRange> free = GuestRange.minus(request.layout().free(), plan.segments().stream().map(Segment::range).toList());
            long from = fault == Fault.REMEMBERS ? SEEN.addAndGet(4096) : 0;
            List<Segment> segments = initrd.map(bytes -> new Segment("initrd", fault == Fault.OVER_THE_KERNEL
                    ? plan.entry()
                    : GuestRange.findSpace(free, bytes.byteSize(), 4096, GuestAddress.of(from)).orElseThrow(
                            () -> new Problem("SW-H999", Blame.USER, "initrd", "there is no room for the initrd", "").asException()),
                    bytes)).map(List::of).orElse(List.of());
            if (fault == Fault.WRITES_INTO_PLAN) {
                plan.segments().getFirst().source().set(ValueLayout.JAVA_BYTE, 5, (byte) 99);
            }
            GuestAddress patchAt = fault == Fault.PATCHES_OUTSIDE ? GuestAddress.of(0) : plan.entry().plus(8);
            var patch = new Segment("size", patchAt,
                    MemorySegment.ofArray(new byte[]{(byte) initrd.map(MemorySegment::byteSize).orElse(0L).intValue()}));
            List<Condition> conditions = fault == Fault.NO_CONDITIONS
                    ? List.of()
                    : List.of(new EntryContract.RegisterIs("r4", -1, fault == Fault.BREAKS_ITS_WORD ? 1 : 0, "r4 says so"));
            var cpu = new CpuState(Architecture.PPC64, plan.entry(), Map.of("nip", plan.entry().value()));
            return new Handoff(segments, List.of(patch), cpu, new EntryContract("toy", conditions));
        }
    }

    private abstract static class Contract extends HandoffShimContract {
        private final Fault fault;

        Contract(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected HandoffShim shim() {
            return new Toy(fault);
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

    @Test
    void aRightHandoffPasses() {
        Verdicts.passes(Right.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"BreaksItsWord | breaks its own contract", "ForgetsInitrd | the initrd is in no segment",
        "OverTheKernel | overlap", "WritesIntoPlan | give a patch instead", "PatchesOutside | is not inside one segment",
        "NoConditions | without conditions", "Remembers | differently each time"})
    void aFaultyOneIsTold(String fault, String words) throws Exception {
        Verdicts.catches(Class.forName(HandoffShimContractTests.class.getName() + "$" + fault), words);
    }

    static class Right extends Contract {
        Right() {
            super(Fault.NONE);
        }
    }
    static class BreaksItsWord extends Contract {
        BreaksItsWord() {
            super(Fault.BREAKS_ITS_WORD);
        }
    }
    static class ForgetsInitrd extends Contract {
        ForgetsInitrd() {
            super(Fault.FORGETS_INITRD);
        }
    }
    static class OverTheKernel extends Contract {
        OverTheKernel() {
            super(Fault.OVER_THE_KERNEL);
        }
    }
    static class WritesIntoPlan extends Contract {
        WritesIntoPlan() {
            super(Fault.WRITES_INTO_PLAN);
        }
    }
    static class PatchesOutside extends Contract {
        PatchesOutside() {
            super(Fault.PATCHES_OUTSIDE);
        }
    }
    static class NoConditions extends Contract {
        NoConditions() {
            super(Fault.NO_CONDITIONS);
        }
    }
    static class Remembers extends Contract {
        Remembers() {
            super(Fault.REMEMBERS);
        }
    }
}
