package io.strapwork.handoff.openfirmware;

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
import io.strapwork.api.time.BootClock;
import io.strapwork.device.tree.ChosenNetwork;
import io.strapwork.device.tree.DeviceTree;
import io.strapwork.device.tree.FdtView;
import io.strapwork.handoff.placement.CommandLine;
import io.strapwork.handoff.placement.HandoffFaults;
import jakarta.inject.Inject;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts a client of Open Firmware on ppc64, and goes on as its firmware (IEEE 1275-1994 and its PowerPC binding 2.1, 8.2): Linux by its own {@code prom_init}, or a boot loader.
 *
 * <table>
 * <caption>Entry contract "openfirmware-ppc64"</caption>
 * <tr><td>nip</td><td>the plan's entry</td></tr>
 * <tr><td>msr</td><td>ME and FP, and SF for a 64-bit client: big-endian, no translation, no interrupts; little-endian kernels switch over themselves</td></tr>
 * <tr><td>r1</td><td>a stack, a multiple of 16</td></tr>
 * <tr><td>r3, r4</td><td>where the initrd begins and its size; both 0 without one</td></tr>
 * <tr><td>r5</td><td>the client interface, callable in 32-bit and 64-bit mode, big-endian, without translation</td></tr>
 * <tr><td>r6, r7</td><td>0: the arguments are in /chosen</td></tr>
 * </table>
 */
@HandoffPlugin(id = "openfirmware-ppc64", architecture = "ppc64", contract = "openfirmware-ppc64", formats = {"elf",
    "elf32"}, called = true)
public final class OpenFirmwareHandoff implements HandoffShim {
    private static final long SF = 1L << 63;
    private static final long FP_ME = 0x3000;
    /** {@code COMMAND_LINE_SIZE} of arch/powerpc. */
    private static final int ARGUMENT_BYTES = 2048;
    private final OpenFirmwareOptions options;
    private final BootClock clock;

    @Inject
    public OpenFirmwareHandoff(OpenFirmwareOptions options, BootClock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public Handoff prepare(LoadPlan plan, HandoffRequest request) {
        var faults = new HandoffFaults();
        String line = CommandLine.of(request, options.cmdline(), faults);
        check(plan, request, line, faults);
        faults.throwIfAny();
        Optional<Places> found = Places.find(plan, request, options.initrdAddress(), faults);
        faults.throwIfAny();
        Places places = found.orElseThrow();
        GuestAddress entry = request.facts().callEntry().orElseThrow();
        DeviceTree machine = ChosenNetwork.tell(FdtView.parse(request.deviceTree().orElseThrow()), request.lease());
        PackageTree tree = FirmwareTree.of(machine, options, line,
                FirmwareTree.kept(request.layout(), entry));
        var own = new ArrayList<GuestRange>(request.layout().reserved());
        plan.segments().forEach(segment -> own.add(segment.range()));
        places.segments().forEach(segment -> own.add(segment.range()));
        var platform = new Platform(tree, new ClaimMap(request.layout().ram(), own), places.scratch().range());
        CpuState cpu = cpu(plan, places, entry);
        return new Handoff(places.segments(), List.of(), cpu, contract(cpu),
                Optional.of(new ClientInterface(platform, clock, FirmwareTree.rtasBase(machine))));
    }

    private void check(LoadPlan plan, HandoffRequest request, String line, HandoffFaults faults) {
        if (!faults.check("openfirmware-ppc64", Architecture.PPC64, plan, request)) {
            return;
        }
        if (request.facts().callEntry().isEmpty()) {
            faults.add("SW-H402", "handoff", "guests of this machine can't call its firmware",
                    "set machine.use = \"qemu\", or use the handoff linux-ppc64, which needs no calls");
        }
        if (request.deviceTree().isEmpty()) {
            faults.add("SW-H410", "handoff", "this machine has no device tree of its own to show its guest",
                    "set machine.use = \"qemu\", or use the handoff linux-ppc64, which needs none");
        }
        if (plan.format().equals("elf32") && plan.byteOrder() != ByteOrder.BIG_ENDIAN) {
            faults.add("SW-H411", "handoff", "a 32-bit client must be big-endian, as the client interface is",
                    "use a program that was built for 32-bit big-endian PowerPC");
        }
        CommandLine.bytes(line, ARGUMENT_BYTES, false, faults);
    }

    private static CpuState cpu(LoadPlan plan, Places places, GuestAddress entry) {
        long mode = plan.format().equals("elf32") ? FP_ME : SF | FP_ME;
        GuestRange initrd = places.initrd().map(Segment::range).orElse(GuestRange.of(0, 0));
        return new CpuState(Architecture.PPC64, plan.entry(), Map.of("nip", plan.entry().value(), "msr", mode, "r1", places.stackPointer(),
                "r3", initrd.start().value(), "r4", initrd.bytes(), "r5", entry.value(), "r6", 0L, "r7", 0L));
    }

    private static EntryContract contract(CpuState cpu) {
        var conditions = new ArrayList<Condition>();
        conditions.add(new RegisterIs("nip", -1L, cpu.entry().value(), "the client's entry"));
        conditions.add(
                new RegisterIs("msr", 0x7fffffffffffffffL, FP_ME, "big-endian, translation and interrupts off (PowerPC binding 8.2.1)"));
        conditions.add(new RegisterPointsTo("r1", 16, List.of(), "a stack (PowerPC binding 8.2.1)"));
        conditions.add(new RegisterPointsTo("r5", 4, List.of(), "the client interface (PowerPC binding 8.2.1)"));
        if (cpu.register("r4") != 0) {
            conditions.add(new RegisterPointsTo("r3", 1, List.of(), "the initrd (arch/powerpc/kernel/prom_init.c)"));
        }
        return new EntryContract("openfirmware-ppc64", conditions);
    }
}
