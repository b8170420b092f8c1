package io.strapwork.handoff.linux;

import io.strapwork.api.handoff.HandoffShim;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.testkit.contract.HandoffShimContract;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;

class HandoffContractTests {
    @Nested
    class S390x extends HandoffShimContract {
        @Override
        protected HandoffShim shim() {
            return new LinuxS390xHandoff(LinuxS390xOptions.cmdline("root=/dev/ram0"));
        }

        @Override
        protected Architecture architecture() {
            return Architecture.S390X;
        }

        @Override
        protected LoadPlan plan(MemoryLayout layout) {
            var image = ByteBuffer.allocate(0x8000);
            image.put(8, "S390EP".getBytes(StandardCharsets.US_ASCII)).putLong(0x430, 0x1000);
            var segment = new Segment("kernel.0", GuestAddress.of(0x10000), MemorySegment.ofArray(image.array()), 0x20000);
            return new LoadPlan("linux-s390x", architecture(), ByteOrder.BIG_ENDIAN, List.of(segment), GuestAddress.of(0x10000));
        }
    }

    @Nested
    class Ppc64 extends HandoffShimContract {
        @Override
        protected HandoffShim shim() {
            return new LinuxPpc64Handoff(LinuxPpc64Options.cmdline("console=hvc0"));
        }

        @Override
        protected Architecture architecture() {
            return Architecture.PPC64;
        }

        @Override
        protected LoadPlan plan(MemoryLayout layout) {
            var segment = new Segment("kernel.0", GuestAddress.of(0x400000), MemorySegment.ofArray(new byte[0x1000]), 8 << 20);
            return new LoadPlan("elf-v2", architecture(), ByteOrder.LITTLE_ENDIAN, List.of(segment), GuestAddress.of(0x400010));
        }
    }
}
