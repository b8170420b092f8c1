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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

/** A toy format: magic byte, place in units of 64 KiB, length, bytes. Each fault is a bug somebody could write. */
class ImageLoaderContractTests {
    private enum Fault {
        NONE, READS_PAST, TRUSTS_PLACE, ENTRY_OUTSIDE, REMEMBERS, OTHER_FAMILY, BYTES_IN_MESSAGE, WRONG_ARCHITECTURE, LOOPS_OVER
    }

    private record Toy(Fault fault) implements ImageLoader {
        private static final AtomicInteger SEEN = new AtomicInteger();

        @Override
        public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) {
            MemorySegment file = image.part("kernel").orElseThrow().content();
            if (fault != Fault.READS_PAST && file.byteSize() < 4) {
                throw problem("the file is too short");
            }
            int magic = file.get(ValueLayout.JAVA_BYTE, 0);
            if (magic != 0x42) {
                throw problem(fault == Fault.BYTES_IN_MESSAGE ? "no toy: " + (char) (magic & 31) : "the file is no toy");
            }
            long at = (file.get(ValueLayout.JAVA_BYTE, 1) & 0xffL) << 16;
            long bytes = file.get(ValueLayout.JAVA_BYTE, 2) & 0xff;
            if (fault != Fault.READS_PAST && bytes > file.byteSize() - 3 || bytes == 0) {
                throw problem("the file is cut off");
            }
            if (fault == Fault.REMEMBERS) {
                at += (long) SEEN.getAndIncrement() % 2 << 16;
            }
            var segment = new Segment("kernel.0", GuestAddress.of(at), file.asSlice(3, bytes), bytes);
            if (fault != Fault.TRUSTS_PLACE && layout.free().stream().noneMatch(free -> free.contains(segment.range()))) {
                throw problem("the toy doesn't fit into memory");
            }
            GuestAddress entry = GuestAddress.of(fault == Fault.ENTRY_OUTSIDE ? at + bytes : at);
            List<Segment> segments = fault == Fault.LOOPS_OVER ? List.of(segment, segment) : List.of(segment);
            return new LoadPlan("toy", fault == Fault.WRONG_ARCHITECTURE ? Architecture.X86_64 : machine, ByteOrder.BIG_ENDIAN, segments,
                    entry);
        }

        private RuntimeException problem(String what) {
            return new Problem(fault == Fault.OTHER_FAMILY ? "SW-F999" : "SW-I999", Blame.PEER, "byte 0", what, "").asException();
        }
    }

    private abstract static class Contract extends ImageLoaderContract {
        private final Fault fault;

        Contract(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected ImageLoader loader() {
            return new Toy(fault);
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

    @Test
    void aRightLoaderPasses() {
        Verdicts.passes(Right.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"ReadsPast | only StrapworkException may come out of plan", "TrustsPlace | is outside of free RAM",
        "EntryOutside | is in none of the segments", "Remembers | planned differently each time", "OtherFamily | begin with SW-I",
        "BytesInMessage | unfiltered", "WrongArchitecture | the plan's architecture", "LoopsOver | overlap"})
    void aFaultyOneIsTold(String fault, String words) throws Exception {
        Verdicts.catches(Class.forName(ImageLoaderContractTests.class.getName() + "$" + fault), words);
    }

    static class Right extends Contract {
        Right() {
            super(Fault.NONE);
        }
    }
    static class ReadsPast extends Contract {
        ReadsPast() {
            super(Fault.READS_PAST);
        }
    }
    static class TrustsPlace extends Contract {
        TrustsPlace() {
            super(Fault.TRUSTS_PLACE);
        }
    }
    static class EntryOutside extends Contract {
        EntryOutside() {
            super(Fault.ENTRY_OUTSIDE);
        }
    }
    static class Remembers extends Contract {
        Remembers() {
            super(Fault.REMEMBERS);
        }
    }
    static class OtherFamily extends Contract {
        OtherFamily() {
            super(Fault.OTHER_FAMILY);
        }
    }
    static class BytesInMessage extends Contract {
        BytesInMessage() {
            super(Fault.BYTES_IN_MESSAGE);
        }
    }
    static class WrongArchitecture extends Contract {
        WrongArchitecture() {
            super(Fault.WRONG_ARCHITECTURE);
        }
    }
    static class LoopsOver extends Contract {
        LoopsOver() {
            super(Fault.LOOPS_OVER);
        }
    }
}
