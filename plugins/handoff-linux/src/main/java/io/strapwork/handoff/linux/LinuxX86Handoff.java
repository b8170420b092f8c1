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
import io.strapwork.api.machine.EntryContract.RegisterPointsTo;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.KernelFiles;
import io.strapwork.handoff.placement.CommandLine;
import io.strapwork.handoff.placement.FreeSpace;
import io.strapwork.handoff.placement.HandoffFaults;
import io.strapwork.handoff.placement.Initrd;
import jakarta.inject.Inject;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts Linux on x86_64: a bzImage by its 64-bit boot protocol (Linux: Documentation/arch/x86/boot.rst), an ELF kernel with a PVH note by that, see {@link PvhStart}.
 *
 * <table>
 * <caption>Entry contract "linux-x86_64"</caption>
 * <tr><td>rip</td><td>the plan's entry, {@code startup_64}</td></tr>
 * <tr><td>rsi</td><td>the zero page, below 4 GiB</td></tr>
 * <tr><td>CPU</td><td>64-bit mode, CS 10h, DS ES SS 18h, flat; paging maps the low 4 GiB to themselves; interrupts off. The machine's part, not registers of the handoff</td></tr>
 * <tr><td>zero page</td><td>the kernel's setup header, command line, initrd, memory map, RSDP</td></tr>
 * </table>
 */
@HandoffPlugin(id = "linux-x86_64", architecture = "x86_64", contract = "linux-x86_64", formats = {"linux-x86", "elf-pvh", "elf"})
public final class LinuxX86Handoff implements FileHandoff {
    static final String NO_ROOM = "SW-H309";
    private static final long PAGE_BYTES = 0x1000;
    private static final GuestAddress LOW = GuestAddress.of(0x10000);
    private static final GuestAddress FOUR_GIB = GuestAddress.of(1L << 32);
    private final LinuxX86Options options;

    @Inject
    public LinuxX86Handoff(LinuxX86Options options) {
        this.options = options;
    }

    @Override
    public Handoff prepare(LoadPlan plan, HandoffRequest request) {
        var faults = new HandoffFaults();
        if (plan.format().equals("elf-pvh") && plan.architecture() == Architecture.X86_64 && request.machine() == Architecture.X86_64) {
            return new PvhStart(plan, request, options).prepare(faults);
        }
        Optional<ZeroPage> page = request.image().part("kernel").flatMap(kernel -> ZeroPage.of(kernel.content()));
        if (faults.check("linux-x86_64", Architecture.X86_64, plan, request) && page.isEmpty()) {
            faults.add("SW-H302", "handoff", "the kernel has no setup header of the Linux boot protocol",
                    "boot a bzImage (Debian's vmlinuz), or an ELF kernel with a PVH note (CONFIG_PVH)");
        }
        faults.throwIfAny();
        return prepare(plan, request, page.orElseThrow(), faults);
    }

    /** A bzImage only: kexec_file_load takes no other kernel on x86_64 (Linux: arch/x86/kernel/kexec-bzimage64.c). */
    @Override
    public Optional<KernelFiles> files(LoadPlan plan, HandoffRequest request) {
        return plan.format().equals("elf-pvh")
                ? Optional.empty()
                : OwnFiles.of(request, options.cmdline(), options.initrdAddress()).filter(files -> ZeroPage.of(files.kernel()).isPresent());
    }

    private Handoff prepare(LoadPlan plan, HandoffRequest request, ZeroPage page, HandoffFaults faults) {
        byte[] line = CommandLine.bytes(CommandLine.of(request, options.cmdline(), faults), page.commandLineRoom(), false, faults);
        FreeSpace space = FreeSpace.beside(plan, request.layout()).below(FOUR_GIB);
        Optional<Segment> initrd = Initrd.place(request.image(), space.below(page.initrdLimit()), FreeSpace.endOf(plan).alignUp(PAGE_BYTES),
                PAGE_BYTES,
                options.initrdAddress(), faults);
        FreeSpace left = initrd.map(one -> space.without(one.range())).orElse(space);
        Optional<GuestAddress> at = left.find(ZeroPage.BYTES + line.length, PAGE_BYTES, LOW);
        if (at.isEmpty()) {
            faults.add(NO_ROOM, "handoff", "there is no room for the zero page and the command line; free: " + left.from(LOW),
                    "give the machine more memory (machine.memory)");
        }
        faults.throwIfAny();
        GuestAddress zeroPage = at.orElseThrow();
        GuestAddress commandLine = zeroPage.plus(ZeroPage.BYTES);
        var segments = new ArrayList<Segment>(initrd.stream().toList());
        segments.add(segment("zero-page", zeroPage, page.build(commandLine, initrd, request.facts(), request.layout())));
        segments.add(segment("command-line", commandLine, line));
        var cpu = new CpuState(Architecture.X86_64, plan.entry(), Map.of("rip", plan.entry().value(), "rsi", zeroPage.value()));
        return new Handoff(segments, List.of(), cpu, contract(plan, zeroPage, commandLine, line, initrd));
    }

    private static Segment segment(String name, GuestAddress at, byte[] bytes) {
        return new Segment(name, at, MemorySegment.ofArray(bytes).asReadOnly());
    }

    private static EntryContract contract(LoadPlan plan, GuestAddress zeroPage, GuestAddress commandLine, byte[] line,
            Optional<Segment> initrd) {
        var conditions = new ArrayList<Condition>();
        conditions.add(new RegisterIs("rip", -1L, plan.entry().value(), "startup_64"));
        conditions.add(new RegisterPointsTo("rsi", 16, List.of(), "the zero page"));
        conditions.add(Conditions.holds(zeroPage.plus(ZeroPage.MAGIC_AT), "HdrS".getBytes(StandardCharsets.US_ASCII),
                "the setup header is in the zero page"));
        conditions.add(Conditions.holds(commandLine, line, "the command line with its NUL"));
        initrd.ifPresent(one -> conditions.add(Conditions.begins(one.at(), one.source(), "the initrd is where the zero page says")));
        return new EntryContract("linux-x86_64", conditions);
    }
}
