package org.example.multiboot2;

import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffPlugin;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.handoff.HandoffShim;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EntryContract;
import io.strapwork.api.machine.EntryContract.Condition;
import io.strapwork.api.machine.EntryContract.MemoryHolds;
import io.strapwork.api.machine.EntryContract.RegisterIs;
import io.strapwork.api.machine.EntryContract.RegisterPointsTo;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.VerifiedPart;
import jakarta.inject.Inject;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts Multiboot2 kernels in the machine state of i386 (3.3): 32-bit protected mode, no paging, no interrupts, EAX the magic number, EBX the boot information. All parts besides the kernel become modules. A
 * machine that can only enter 64-bit code, as QEMU's x86_64 can here, refuses these registers by a problem of its own.
 */
@HandoffPlugin(id = "multiboot2", architecture = "x86_64", contract = "multiboot2-i386", formats = "multiboot2")
public final class Multiboot2Handoff implements HandoffShim {
    private static final long MAGIC = 0x36d76289L;
    private static final long PAGE = 4096;
    private static final long PROTECTED = 1;
    private static final long PAGING = 1L << 31;
    private static final long INTERRUPTS_AND_VIRTUAL = 1 << 9 | 1 << 17;
    private static final long LONG_MODE = 1 << 8 | 1 << 10;
    private static final GuestRange BEYOND = GuestRange.of(1L << 32, 1L << 61);
    private final Multiboot2Options options;

    @Inject
    public Multiboot2Handoff(Multiboot2Options options) {
        this.options = options;
    }

    @Override
    public Handoff prepare(LoadPlan plan, HandoffRequest request) {
        if (options.cmdline().indexOf('\0') >= 0) {
            throw new Problem("SW-H910", Blame.USER, "handoff.cmdline", "the command line has a zero character, which would end it", "")
                    .asException();
        }
        List<GuestRange> free = GuestRange.minus(GuestRange.minus(request.layout().free(), List.of(BEYOND)),
                plan.segments().stream().map(Segment::range).toList());
        var segments = new ArrayList<Segment>();
        for (VerifiedPart part : request.image().parts()) {
            if (!part.name().equals("kernel")) {
                Segment module = place(part.name(), part.content(), free);
                segments.add(module);
                free = GuestRange.minus(free, List.of(module.range()));
            }
        }
        var information = new BootInformation().commandLine(options.cmdline()).loader("Strapwork").memory(request.facts(),
                request.layout());
        segments.forEach(information::module);
        plan.segments().stream().map(Segment::at).min(GuestAddress::compareTo).ifPresent(lowest -> information.loadedAt(lowest.value()));
        byte[] built = information.build();
        Segment at = place("boot-information", MemorySegment.ofArray(built), free);
        segments.add(at);
        long entry = plan.entry().value();
        var cpu = new CpuState(Architecture.X86_64, plan.entry(),
                Map.of("rip", entry, "rax", MAGIC, "rbx", at.at().value(), "cr0", PROTECTED, "rflags", 2L));
        return new Handoff(segments, List.of(), cpu, contract(entry, at.at(), built));
    }

    private static Segment place(String name, MemorySegment bytes, List<GuestRange> free) {
        Optional<GuestAddress> at = GuestRange.findSpace(free, bytes.byteSize(), PAGE, GuestAddress.of(PAGE));
        return new Segment(name, at.orElseThrow(() -> new Problem("SW-H911", Blame.USER, name,
                "there is no room for " + bytes.byteSize() + " bytes below 4 GiB", "give the machine more memory (machine.memory)")
                .asException()), bytes);
    }

    private static EntryContract contract(long entry, GuestAddress information, byte[] built) {
        var first = new ArrayList<Byte>();
        for (int i = 0; i < 8; i++) {
            first.add(built[i]);
        }
        return new EntryContract("multiboot2-i386",
                List.<Condition>of(new RegisterIs("rip", -1, entry, "the kernel's entry"),
                        new RegisterIs("rax", 0xffff_ffffL, MAGIC, "EAX says that a Multiboot2 loader was here"),
                        new RegisterPointsTo("rbx", 8, List.copyOf(first), "EBX is the boot information"),
                        new MemoryHolds(information, List.copyOf(first), "its total size and a zero"),
                        new RegisterIs("cr0", PROTECTED | PAGING, PROTECTED, "protected mode, no paging"),
                        new RegisterIs("rflags", INTERRUPTS_AND_VIRTUAL, 0, "no interrupts, no virtual 8086 mode"),
                        new RegisterIs("efer", LONG_MODE, 0, "not in long mode")));
    }
}
