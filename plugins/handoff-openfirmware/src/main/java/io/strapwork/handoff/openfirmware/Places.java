package io.strapwork.handoff.openfirmware;

import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.trust.VerifiedPart;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the firmware's own memory and the initrd go.
 *
 * @param stack   the client's, until it has one of its own
 * @param scratch the firmware's
 */
record Places(Segment stack, Segment scratch, Optional<Segment> initrd) {
    private static final long STACK_BYTES = 0x10000;
    private static final long SCRATCH_BYTES = 0x100000;
    private static final long ALIGNMENT = 0x10000;
    /** Addresses are cells of 32 bits, and a 32-bit client may take them for signed. */
    private static final long LIMIT = 1L << 31;

    /** The firmware's own at the top of the memory that is left, out of a client's way, and the initrd right above the kernel. */
    static Optional<Places> find(LoadPlan plan, HandoffRequest request, Faults faults) {
        List<GuestRange> free = GuestRange.minus(request.layout().free(), plan.segments().stream().map(Segment::range).toList());
        free = GuestRange.minus(free, List.of(GuestRange.of(LIMIT, Long.MAX_VALUE - LIMIT)));
        Optional<GuestRange> own = highest(free, STACK_BYTES + SCRATCH_BYTES);
        if (own.isEmpty()) {
            faults.add("SW-H409", "handoff", "there is no room for the firmware's own memory: it needs " + (STACK_BYTES + SCRATCH_BYTES)
                    + " bytes below 2 GiB, free are " + text(free), "give the machine more memory (machine.memory)");
            return Optional.empty();
        }
        GuestAddress above = plan.segments().stream().map(segment -> segment.range().end()).max(GuestAddress::compareTo)
                .orElse(GuestAddress.of(0)).alignUp(ALIGNMENT);
        Optional<Segment> initrd = initrd(request, GuestRange.minus(free, List.of(own.get())), above, faults);
        GuestAddress start = own.get().start();
        return Optional.of(new Places(new Segment("firmware-stack", start, MemorySegment.NULL, STACK_BYTES),
                new Segment("firmware-scratch", start.plus(STACK_BYTES), MemorySegment.NULL, SCRATCH_BYTES), initrd));
    }

    private static Optional<GuestRange> highest(List<GuestRange> free, long bytes) {
        for (GuestRange range : free.reversed()) {
            long start = range.end().value() - bytes & -ALIGNMENT;
            if (range.bytes() >= bytes && start >= range.start().value()) {
                return Optional.of(GuestRange.of(start, bytes));
            }
        }
        return Optional.empty();
    }

    private static Optional<Segment> initrd(HandoffRequest request, List<GuestRange> free, GuestAddress above, Faults faults) {
        for (VerifiedPart part : request.image().parts()) {
            if (!part.name().equals("kernel") && !part.name().equals("initrd")) {
                faults.add("SW-H406", part.fetched().uri().toString(),
                        "an Open Firmware client has no use for a part called \"" + part.name() + "\"",
                        "only kernel and initrd can be given; remove fetch." + part.name() + " from the profile");
            }
        }
        Optional<VerifiedPart> part = request.image().part("initrd");
        if (part.isEmpty()) {
            return Optional.empty();
        }
        String where = part.get().fetched().uri().toString();
        long bytes = part.get().content().byteSize();
        if (bytes == 0) {
            faults.add("SW-H407", where, "the initrd is empty", "leave out fetch.initrd, or give a file with content");
            return Optional.empty();
        }
        Optional<GuestAddress> at = GuestRange.findSpace(free, bytes, ALIGNMENT, above);
        if (at.isEmpty()) {
            faults.add("SW-H405", where, "there is no room for the initrd: it needs " + bytes + " bytes in one piece from " + above
                    + " on and below 2 GiB, free are " + text(free),
                    "give the machine more memory (machine.memory), or use a smaller initrd");
        }
        return at.map(address -> new Segment("initrd", address, part.get().content()));
    }

    private static String text(List<GuestRange> free) {
        return free.isEmpty() ? "nothing" : String.join(" ", free.stream().limit(8).map(GuestRange::toString).toList());
    }

    /** For a client that pushes a frame and saves its link register above its stack pointer. */
    long stackPointer() {
        return stack.range().end().value() - 0x200;
    }

    List<Segment> segments() {
        var all = new ArrayList<Segment>(List.of(stack, scratch));
        all.addAll(initrd.stream().toList());
        return all;
    }
}
