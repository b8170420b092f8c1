package io.strapwork.handoff.linux;

import io.strapwork.api.handoff.FileHandoff;
import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffPlugin;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EntryContract;
import io.strapwork.api.machine.EntryContract.Condition;
import io.strapwork.api.machine.EntryContract.RegisterIs;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.KernelFiles;
import io.strapwork.handoff.placement.CommandLine;
import io.strapwork.handoff.placement.FreeSpace;
import io.strapwork.handoff.placement.HandoffFaults;
import io.strapwork.handoff.placement.Initrd;
import jakarta.inject.Inject;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts Linux on s390x, from the raw image or an ELF file that holds the same at the same place.
 *
 * <table>
 * <caption>Entry contract "linux-s390x"</caption>
 * <tr><td>PSW</td><td>mask 0x0000000180000000: 64-bit addressing, no DAT, no interruptions; address: the plan's entry</td></tr>
 * <tr><td>0x10008</td><td>"S390EP"</td></tr>
 * <tr><td>0x10408, 0x10410</td><td>address and size of the initrd, big-endian; 0 and 0 without one</td></tr>
 * <tr><td>0x10480</td><td>command line, ASCII, NUL, then zeros to the end of the field (its size is at 0x10430, 0 means 896)</td></tr>
 * <tr><td>initrd</td><td>on a page, behind the kernel from the next MiB on</td></tr>
 * </table>
 *
 * <p>The kernel's decompressor has its BSS within its image and moves an initrd that is in its way.
 */
@HandoffPlugin(id = "linux-s390x", architecture = "s390x", contract = "linux-s390x", formats = {"linux-s390x", "elf"})
public final class LinuxS390xHandoff implements FileHandoff {
    /** EA and BA: 64-bit addressing (z/Architecture Principles of Operation, program-status word). */
    static final long PSW_MASK = 0x0000000180000000L;
    private static final long PAGE_BYTES = 0x1000;
    private static final long MEBIBYTE = 0x100000;
    private final LinuxS390xOptions options;

    @Inject
    public LinuxS390xHandoff(LinuxS390xOptions options) {
        this.options = options;
    }

    @Override
    public Handoff prepare(LoadPlan plan, HandoffRequest request) {
        var faults = new HandoffFaults();
        faults.check("linux-s390x", Architecture.S390X, plan, request);
        faults.throwIfAny();
        Optional<ParameterArea> area = ParameterArea.in(plan, faults);
        byte[] line = CommandLine.bytes(CommandLine.of(request, options.cmdline(), faults),
                area.map(ParameterArea::room).orElse(Long.MAX_VALUE), true,
                faults);
        Optional<Segment> initrd = Initrd.place(request.image(), FreeSpace.beside(plan, request.layout()),
                FreeSpace.endOf(plan).alignUp(MEBIBYTE),
                PAGE_BYTES, options.initrdAddress(), faults);
        faults.throwIfAny();
        List<Segment> patches = List.of(patch("initrd-fields", ParameterArea.INITRD_FIELDS, ParameterArea.initrdFields(initrd)),
                patch("command-line", ParameterArea.COMMAND_LINE, area.orElseThrow().commandLineField(line)));
        var cpu = new CpuState(Architecture.S390X, plan.entry(), Map.of("psw.mask", PSW_MASK, "psw.address", plan.entry().value()));
        return new Handoff(initrd.stream().toList(), patches, cpu, contract(plan, line, initrd));
    }

    @Override
    public Optional<KernelFiles> files(LoadPlan plan, HandoffRequest request) {
        return OwnFiles.of(request, options.cmdline(), options.initrdAddress());
    }

    private static Segment patch(String name, GuestAddress at, byte[] bytes) {
        return new Segment(name, at, MemorySegment.ofArray(bytes).asReadOnly());
    }

    private static EntryContract contract(LoadPlan plan, byte[] line, Optional<Segment> initrd) {
        var conditions = new ArrayList<Condition>();
        conditions.add(new RegisterIs("psw.mask", -1L, PSW_MASK, "64-bit addressing, DAT off, all interruptions masked"));
        conditions.add(new RegisterIs("psw.address", -1L, plan.entry().value(), "the kernel's entry"));
        conditions.add(Conditions.holds(ParameterArea.MAGIC, ParameterArea.magic(), "a Linux kernel is at 0x10000"));
        conditions.add(Conditions.holds(ParameterArea.INITRD_FIELDS, ParameterArea.initrdFields(initrd), "address and size of the initrd"));
        conditions.add(Conditions.holds(ParameterArea.COMMAND_LINE, line, "the command line with its NUL"));
        initrd.ifPresent(one -> conditions.add(Conditions.begins(one.at(), one.source(), "the initrd is where the parameter area says")));
        return new EntryContract("linux-s390x", conditions);
    }
}
