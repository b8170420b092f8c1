package io.strapwork.handoff.linux;

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
import io.strapwork.api.machine.EntryContract.RegisterIs;
import io.strapwork.api.machine.EntryContract.RegisterPointsTo;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.device.tree.ChosenNetwork;
import io.strapwork.device.tree.DeviceTree;
import io.strapwork.device.tree.FdtView;
import io.strapwork.handoff.linux.LinuxPpc64Options.Interrupts;
import io.strapwork.handoff.linux.LinuxPpc64Options.Mmu;
import io.strapwork.handoff.placement.CommandLine;
import io.strapwork.handoff.placement.FreeSpace;
import io.strapwork.handoff.placement.HandoffFaults;
import io.strapwork.handoff.placement.LowMemory;
import jakarta.inject.Inject;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Starts Linux on ppc64 the way that kexec does ({@code arch/powerpc/kernel/head_64.S}): no Open Firmware, a flattened device tree.
 *
 * <table>
 * <caption>Entry contract "linux-ppc64"</caption>
 * <tr><td>nip</td><td>the plan's entry</td></tr>
 * <tr><td>msr</td><td>SF and ME: 64 bit, big-endian, no translation, no interrupts; little-endian kernels switch over themselves</td></tr>
 * <tr><td>r3</td><td>device tree, a multiple of 8, below 2 GiB</td></tr>
 * <tr><td>r4</td><td>where the kernel begins</td></tr>
 * <tr><td>r5</td><td>0: there is no Open Firmware to call</td></tr>
 * <tr><td>initrd, tree</td><td>above the kernel, which copies itself down to 0; in the reserve map</td></tr>
 * </table>
 */
@HandoffPlugin(id = "linux-ppc64", architecture = "ppc64", contract = "linux-ppc64", formats = {"elf", "elf32"})
public final class LinuxPpc64Handoff implements HandoffShim {
    private static final String NO_ROOM = "SW-H209";
    private static final String NOT_OFFERED = "SW-H212";
    /** SF (bit 0) and ME (bit 51), Power ISA book III. */
    static final long MSR = 0x8000000000001000L;
    /** The largest base page of the kernels. */
    private static final long PAGE_BYTES = 0x10000;
    /** {@code COMMAND_LINE_SIZE} of arch/powerpc. */
    private static final long COMMAND_LINE_BYTES = 2048;
    private static final GuestAddress TREE_LIMIT = GuestAddress.of(0x80000000L);
    /** What a negotiated tree may have more than the machine's own. */
    private static final long NEGOTIATED_BYTES = 0x80000;
    private final LinuxPpc64Options options;

    @Inject
    public LinuxPpc64Handoff(LinuxPpc64Options options) {
        this.options = options;
    }

    @Override
    public Handoff prepare(LoadPlan plan, HandoffRequest request) {
        var faults = new HandoffFaults();
        return new LinuxPpc64Handoff(options.withCmdline(CommandLine.of(request, options.cmdline(), faults))).prepared(plan, request,
                faults);
    }

    private Handoff prepared(LoadPlan plan, HandoffRequest request, HandoffFaults faults) {
        faults.check("linux-ppc64", Architecture.PPC64, plan, request);
        if (plan.format().equals("elf32")) {
            faults.add("SW-H210", "handoff", "this is a 32-bit program, which calls Open Firmware",
                    "set use = \"openfirmware-ppc64\" in [handoff]");
        }
        if (options.negotiates()) {
            checkNegotiation(request, faults);
        }
        faults.throwIfAny();
        CommandLine.bytes(options.cmdline(), COMMAND_LINE_BYTES, false, faults);
        GuestAddress above = FreeSpace.endOf(plan).alignUp(PAGE_BYTES);
        FreeSpace space = FreeSpace.beside(plan, request.layout());
        Optional<Segment> initrd = LowMemory.ofRealMode(request.layout()).place(request.image(), space, above, PAGE_BYTES,
                options.initrdAddress(),
                faults);
        FreeSpace left = initrd.map(one -> space.without(one.range())).orElse(space);
        Optional<Segment> tree = tree(request, initrd, left.below(TREE_LIMIT), above, faults);
        faults.throwIfAny();
        var segments = new ArrayList<Segment>(initrd.stream().toList());
        segments.add(tree.orElseThrow());
        GuestAddress start = plan.segments().stream().map(Segment::at).min(GuestAddress::compareTo).orElse(plan.entry());
        var cpu = new CpuState(Architecture.PPC64, plan.entry(), Map.of("nip", plan.entry().value(), "msr", MSR, "r3",
                tree.orElseThrow().at().value(), "r4", start.value(), "r5", 0L));
        if (!options.negotiates()) {
            return new Handoff(segments, List.of(), cpu, contract(plan, start, initrd));
        }
        GuestRange place = tree.orElseThrow().range();
        Segment scratch = scratch(left.without(place).below(TREE_LIMIT), above, faults);
        faults.throwIfAny();
        segments.add(scratch);
        DeviceTree prepared = Ppc64Tree.complete(machine(request), options, initrd, place);
        return new Handoff(segments, List.of(), cpu, contract(plan, start, initrd),
                Optional.of(new Negotiation(vector(machine(request)), prepared, place, scratch.range())));
    }

    private static DeviceTree machine(HandoffRequest request) {
        return ChosenNetwork.tell(request.deviceTree().map(FdtView::parse).orElseGet(() -> Ppc64Tree.basic(request.layout())),
                request.lease());
    }

    private static Segment scratch(FreeSpace space, GuestAddress above, HandoffFaults faults) {
        Optional<GuestAddress> at = space.find(2 * NEGOTIATED_BYTES, PAGE_BYTES, above);
        if (at.isEmpty()) {
            faults.add(NO_ROOM, "handoff", "there is no room for the hypervisor's answer: it needs " + 2 * NEGOTIATED_BYTES
                    + " bytes between " + above + " and " + TREE_LIMIT + "; free: " + space.from(above),
                    "give the machine more memory (machine.memory), or use a smaller initrd");
        }
        return new Segment("hypervisor-answer", at.orElse(above), MemorySegment.NULL, 2 * NEGOTIATED_BYTES);
    }

    /** What was not chosen is as the machine has it, the newer sort first. */
    private SupportVector vector(DeviceTree machine) {
        return new SupportVector(options.mmu().map(Mmu.RADIX::equals).orElseGet(() -> SupportVector.offersMmu(machine, true)),
                options.interrupts().map(Interrupts.XIVE::equals).orElseGet(() -> SupportVector.offersInterrupts(machine, true)));
    }

    private void checkNegotiation(HandoffRequest request, HandoffFaults faults) {
        if (request.facts().callEntry().isEmpty()) {
            faults.add("SW-H211", "handoff.mmu", "this machine has no hypervisor to negotiate with",
                    "set machine.use = \"qemu\", or remove mmu and interrupts");
            return;
        }
        DeviceTree machine = machine(request);
        options.mmu().filter(mmu -> !SupportVector.offersMmu(machine, mmu == Mmu.RADIX))
                .ifPresent(
                        mmu -> faults.add(NOT_OFFERED, "handoff.mmu", "this machine does not offer " + mmu.name().toLowerCase(Locale.ROOT),
                                "choose another machine.cpu, or remove mmu"));
        options.interrupts().filter(kind -> !SupportVector.offersInterrupts(machine, kind == Interrupts.XIVE))
                .ifPresent(kind -> faults.add(NOT_OFFERED, "handoff.interrupts",
                        "this machine does not offer " + kind.name().toLowerCase(Locale.ROOT),
                        "choose another machine.cpu, or remove interrupts"));
    }

    private Optional<Segment> tree(HandoffRequest request, Optional<Segment> initrd, FreeSpace space, GuestAddress above,
            HandoffFaults faults) {
        DeviceTree machine = machine(request);
        // its size does not depend on where it goes
        long bytes = Ppc64Tree.complete(machine, options, initrd, GuestRange.of(0, 1)).flatten().length
                + (options.negotiates() ? NEGOTIATED_BYTES : 0);
        Optional<GuestAddress> at = space.find(bytes, PAGE_BYTES, above);
        if (at.isEmpty()) {
            faults.add(NO_ROOM, "handoff",
                    "there is no room for the device tree: it needs " + bytes + " bytes between " + above + " and " + TREE_LIMIT
                            + "; free: " + space.from(above),
                    "give the machine more memory (machine.memory), or use a smaller initrd");
        }
        return at.map(address -> {
            byte[] blob = Ppc64Tree.complete(machine, options, initrd, new GuestRange(address, bytes)).flatten();
            return new Segment("device-tree", address, MemorySegment.ofArray(blob).asReadOnly(), bytes);
        });
    }

    private static EntryContract contract(LoadPlan plan, GuestAddress start, Optional<Segment> initrd) {
        var conditions = new ArrayList<Condition>();
        conditions.add(new RegisterIs("nip", -1L, plan.entry().value(), "the kernel's entry"));
        conditions.add(new RegisterIs("msr", -1L, MSR, "64-bit, big-endian, translation and interrupts off (head_64.S, __start)"));
        conditions.add(new RegisterPointsTo("r3", 8, Conditions.list((byte) 0xd0, (byte) 0x0d, (byte) 0xfe, (byte) 0xed),
                "a flattened device tree (Devicetree Specification 5.2)"));
        conditions.add(new RegisterIs("r4", -1L, start.value(), "where the kernel begins"));
        conditions.add(new RegisterIs("r5", -1L, 0, "no Open Firmware client interface"));
        initrd.ifPresent(one -> conditions.add(Conditions.begins(one.at(), one.source(), "the initrd is where /chosen says")));
        return new EntryContract("linux-ppc64", conditions);
    }
}
