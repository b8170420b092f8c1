package io.strapwork.testkit.contract;

import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.VerifiedImage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A toy format: magic byte, place in units of 64 KiB, length, bytes. Each fault is a bug somebody could write. */
class ImageLoaderContractTests {
    enum Fault {
        NONE, READS_PAST, TRUSTS_PLACE, ENTRY_OUTSIDE, REMEMBERS, OTHER_FAMILY, BYTES_IN_MESSAGE, WRONG_ARCHITECTURE, LOOPS_OVER, RESERVED_IS_FREE, NO_SEGMENTS, FULL_STOP, WRITES_INTO_IMAGE, SWALLOWS_INTERRUPT, MUTABLE_STATIC
    }

    private record Toy(Fault fault) implements ImageLoader {
        @Override
        public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) {
            if (fault == Fault.SWALLOWS_INTERRUPT) {
                Thread.interrupted();
            }
            MemorySegment file = image.part("kernel").orElseThrow().content();
            if (fault != Fault.READS_PAST && file.byteSize() < 4) {
                throw problem("the file is too short");
            }
            int magic = file.get(ValueLayout.JAVA_BYTE, 0);
            if (magic != 0x42) {
                throw problem(fault == Fault.BYTES_IN_MESSAGE ? "no toy: " + (char) (magic & 14) : "the file is no toy");
            }
            long at = (file.get(ValueLayout.JAVA_BYTE, 1) & 0xffL) << 16;
            long bytes = file.get(ValueLayout.JAVA_BYTE, 2) & 0xff;
            if (fault != Fault.READS_PAST && bytes > file.byteSize() - 3 || bytes == 0) {
                throw problem("the file is cut off");
            }
            if (fault == Fault.REMEMBERS) {
                at += (Faults.different() & 7) << 16;
            }
            var segment = new Segment("kernel.0", GuestAddress.of(at), file.asSlice(3, bytes), bytes);
            if (fault != Fault.TRUSTS_PLACE && (fault == Fault.RESERVED_IS_FREE ? layout.ram() : layout.free()).stream()
                    .noneMatch(free -> free.contains(segment.range()))) {
                throw problem("the toy doesn't fit into memory");
            }
            GuestAddress entry = GuestAddress.of(fault == Fault.ENTRY_OUTSIDE ? at + bytes : at);
            if (fault == Fault.WRITES_INTO_IMAGE) {
                file.set(ValueLayout.JAVA_BYTE, 0, (byte) 0);
            }
            if (fault == Fault.NO_SEGMENTS) {
                return new LoadPlan("toy", machine, ByteOrder.BIG_ENDIAN, List.of(), entry);
            }
            List<Segment> segments = fault == Fault.LOOPS_OVER ? List.of(segment, segment) : List.of(segment);
            return new LoadPlan("toy", fault == Fault.WRONG_ARCHITECTURE ? Architecture.X86_64 : machine, ByteOrder.BIG_ENDIAN, segments,
                    entry);
        }

        private RuntimeException problem(String what) {
            return new Problem(fault == Fault.OTHER_FAMILY ? "SW-F999" : "SW-I999", Blame.PEER, "byte 0",
                    fault == Fault.FULL_STOP ? what + "." : what, "").asException();
        }
    }

    /** Remembers the last plan of all boots. */
    private static final class Remembering implements ImageLoader {
        private static LoadPlan last;

        @Override
        public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) {
            last = new Toy(Fault.NONE).plan(image, machine, layout);
            return last;
        }
    }

    @Test
    void aRightLoaderPasses() {
        Verdicts.passes(Contract.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "READS_PAST         | survivesTruncation         | reads past a length: plan may throw only StrapworkException",
        "TRUSTS_PLACE       | keepsToTheMemoryThereIs    | is outside of free RAM",
        "RESERVED_IS_FREE   | keepsToTheMemoryThereIs    | is outside of free RAM",
        "ENTRY_OUTSIDE      | plansRightImages           | is in none of the segments",
        "NO_SEGMENTS        | plansRightImages           | a plan without segments",
        "LOOPS_OVER         | plansRightImages           | overlap",
        "WRONG_ARCHITECTURE | plansRightImages           | the plan's architecture",
        "REMEMBERS          | plansTheSameEachTime       | a different plan each time",
        "MUTABLE_STATIC     | keepsNothingStatic         | Remembering.last",
        "OTHER_FAMILY       | survivesNoise              | begin with SW-I",
        "FULL_STOP          | survivesNoise              | without a full stop",
        "BYTES_IN_MESSAGE   | survivesNoise              | one line",
        "WRITES_INTO_IMAGE  | plansRightImages           | plan may throw only StrapworkException",
        "SWALLOWS_INTERRUPT | keepsInterruptsOfItsThread | swallows an interrupt"})
    void aFaultyOneIsTold(Fault fault, String test, String words) {
        Verdicts.catches(Contract.class, fault, test, words);
    }

    @ExtendWith(Faults.class)
    static class Contract extends ImageLoaderContract {
        private final Fault fault;

        Contract(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected ImageLoader loader() {
            return fault == Fault.MUTABLE_STATIC ? new Remembering() : new Toy(fault);
        }

        @Override
        protected Architecture architecture() {
            return Architecture.S390X;
        }

        @Override
        protected List<byte[]> images() {
            return List.of(new byte[]{0x42, 1, 3, 7, 7, 7}, new byte[]{0x42, 3, 1, 9});
        }
    }
}
