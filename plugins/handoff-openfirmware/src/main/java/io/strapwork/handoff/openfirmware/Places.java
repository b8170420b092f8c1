package io.strapwork.handoff.openfirmware;

import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.handoff.placement.FreeSpace;
import io.strapwork.handoff.placement.HandoffFaults;
import io.strapwork.handoff.placement.LowMemory;
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
    /** Addresses are cells of 32 bits, and a 32-bit client may take them for signed. An initrd of a 64-bit client may lie beyond. */
    private static final GuestAddress LIMIT = GuestAddress.of(1L << 31);

    /** The firmware's own at the top of the memory that is left, out of a client's way, and the initrd above the kernel. */
    static Optional<Places> find(LoadPlan plan, HandoffRequest request, Optional<String> initrdAddress, HandoffFaults faults) {
        FreeSpace all = FreeSpace.beside(plan, request.layout());
        FreeSpace space = all.below(LIMIT);
        Optional<GuestAddress> own = space.highest(STACK_BYTES + SCRATCH_BYTES, ALIGNMENT);
        if (own.isEmpty()) {
            faults.add("SW-H409", "handoff", "there is no room for the firmware's own memory: it needs " + (STACK_BYTES + SCRATCH_BYTES)
                    + " bytes below 2 GiB; free: " + space.from(GuestAddress.of(0)), "give the machine more memory (machine.memory)");
            return Optional.empty();
        }
        GuestAddress start = own.get();
        boolean narrow = plan.format().equals("elf32");
        FreeSpace left = (narrow ? space : all).without(new GuestRange(start, STACK_BYTES + SCRATCH_BYTES));
        Optional<Segment> initrd = LowMemory.ofPromInit(request.layout()).place(request.image(), left,
                FreeSpace.endOf(plan).alignUp(ALIGNMENT),
                ALIGNMENT, initrdAddress, faults);
        return Optional.of(new Places(new Segment("firmware-stack", start, MemorySegment.NULL, STACK_BYTES),
                new Segment("firmware-scratch", start.plus(STACK_BYTES), MemorySegment.NULL, SCRATCH_BYTES), initrd));
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
