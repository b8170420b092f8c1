package io.strapwork.handoff.linux;

import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.handoff.placement.HandoffFaults;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The parameter area of an s390x kernel, at 0x10400 in absolute memory ({@code struct parmarea}, {@code arch/s390/include/asm/setup.h}).
 *
 * @param segment of the plan, holds the area
 * @param room    for the command line with its NUL
 */
record ParameterArea(Segment segment, long room) {
    static final GuestAddress MAGIC = GuestAddress.of(0x10008);
    static final GuestAddress INITRD_FIELDS = GuestAddress.of(0x10408);
    static final GuestAddress COMMAND_LINE = GuestAddress.of(0x10480);
    private static final long COMMAND_LINE_SIZE_FIELD = 0x10430;
    private static final long LEGACY_COMMAND_LINE_BYTES = 896;
    private static final byte[] MAGIC_BYTES = "S390EP".getBytes(StandardCharsets.US_ASCII);

    /** Empty when the plan holds no Linux kernel; {@code faults} says so. */
    static Optional<ParameterArea> in(LoadPlan plan, HandoffFaults faults) {
        Optional<Segment> holder = plan.segments().stream().filter(ParameterArea::isMarked).findFirst();
        if (holder.isEmpty()) {
            faults.add("SW-H101", "kernel",
                    "the image is not a Linux kernel for s390x: it has no \"S390EP\" and no parameter area at 0x10008",
                    "use a Linux kernel (vmlinuz), or choose another handoff");
            return Optional.empty();
        }
        Segment segment = holder.get();
        long said = segment.source().get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN),
                COMMAND_LINE_SIZE_FIELD - segment.at().value());
        long room = said == 0 ? LEGACY_COMMAND_LINE_BYTES : said;
        if (said < 0 || said > Integer.MAX_VALUE || COMMAND_LINE.value() + room > segment.at().value() + segment.source().byteSize()) {
            faults.add("SW-H102", "kernel", "the image says that its command line has 0x" + Long.toHexString(said)
                    + " bytes, which do not fit after its parameter area", "the kernel is damaged; compare its digest with the original");
            return Optional.empty();
        }
        return Optional.of(new ParameterArea(segment, room));
    }

    private static boolean isMarked(Segment segment) {
        long at = MAGIC.value() - segment.at().value();
        MemorySegment source = segment.source();
        return at >= 0 && COMMAND_LINE.value() - segment.at().value() <= source.byteSize()
                && MemorySegment.mismatch(source, at, at + MAGIC_BYTES.length, MemorySegment.ofArray(MAGIC_BYTES), 0,
                        MAGIC_BYTES.length) < 0;
    }

    static byte[] magic() {
        return MAGIC_BYTES.clone();
    }

    /** Address and size; both 0 without an initrd. */
    static byte[] initrdFields(Optional<Segment> initrd) {
        return ByteBuffer.allocate(16).putLong(initrd.map(one -> one.at().value()).orElse(0L))
                .putLong(initrd.map(Segment::memoryBytes).orElse(0L))
                .array();
    }

    /** The whole field, so that nothing is left of the line that the kernel was built with. */
    byte[] commandLineField(byte[] line) {
        return Arrays.copyOf(line, (int) room);
    }
}
