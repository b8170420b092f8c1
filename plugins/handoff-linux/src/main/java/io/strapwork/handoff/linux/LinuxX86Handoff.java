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
@HandoffPlugin(id = "linux-x86_64", architecture = "x86_64", contract = "linux-x86_64", loaders = {"linux-x86", "elf"})
public final class LinuxX86Handoff implements HandoffShim {
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
        var problems = HandoffProblems.x86();
        if (plan.format().equals("elf-pvh") && plan.architecture() == Architecture.X86_64 && request.machine() == Architecture.X86_64) {
            return new PvhStart(plan, request, options).prepare(problems);
        }
        Optional<ZeroPage> page = request.image().part("kernel").flatMap(kernel -> ZeroPage.of(kernel.content()));
        if (plan.architecture() != Architecture.X86_64 || request.machine() != Architecture.X86_64) {
            problems.add(1, "handoff",
                    "linux-x86_64 starts x86_64 kernels, this is a kernel for " + plan.architecture().id() + " on a machine of "
                            + request.machine().id(),
                    "choose the handoff of that architecture");
        } else if (page.isEmpty()) {
            problems.add(2, "handoff", "the kernel has no setup header of the Linux boot protocol",
                    "boot a bzImage, which Debian calls vmlinuz, or an ELF kernel with a PVH note (CONFIG_PVH)");
        }
        problems.throwIfAny();
        return prepare(plan, request, page.orElseThrow(), problems);
    }

    private Handoff prepare(LoadPlan plan, HandoffRequest request, ZeroPage page, HandoffProblems problems) {
        byte[] line = CommandLine.bytes(options.cmdline(), page.commandLineRoom(), false, problems);
        FreeSpace space = FreeSpace.beside(plan, request.layout()).below(FOUR_GIB);
        Optional<Segment> initrd = Initrd.place(request.image(), space.below(page.initrdLimit()), FreeSpace.endOf(plan).alignUp(PAGE_BYTES),
                PAGE_BYTES,
                options.initrdAddress(), problems);
        FreeSpace left = initrd.map(one -> space.without(one.range())).orElse(space);
        Optional<GuestAddress> at = left.find(ZeroPage.BYTES + line.length, PAGE_BYTES, LOW);
        if (at.isEmpty()) {
            problems.add(9, "handoff", "there is no room for the zero page and the command line, free are " + left.from(LOW),
                    "give the machine more memory (machine.memory)");
        }
        problems.throwIfAny();
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
