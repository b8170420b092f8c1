package io.strapwork.machine.qemu.ppc64;

import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.FirmwareCalls;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import io.strapwork.device.tree.FdtView;
import io.strapwork.machine.memory.DeviceShare;
import io.strapwork.machine.qemu.process.ProblemCodes;
import io.strapwork.machine.qemu.process.Qtest;
import io.strapwork.machine.qemu.process.ServingFirmware;
import io.strapwork.machine.qemu.process.Shims;
import io.strapwork.machine.qemu.process.Wires;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The pseries machine whose CPU is parked. */
final class PseriesFirmware implements ServingFirmware {
    private static final String DEVICE_TREE = "SW-M242";
    private static final long LOW_LIMIT = 1L << 31;
    /** Of the device tree that QEMU makes, from the end of low memory down. */
    private static final long TREE_ROOM = 2L << 20;
    private static final long TREE_POINTER = 0x220;
    private static final long TREE_LIMIT = 1 << 20;
    /** The shim and its arguments; kernels are linked at zero but can be elsewhere. */
    private static final GuestRange PARKED = GuestRange.of(0, 0x8000);
    /** Kept for good: what the shim's image has from 0x300 on, the table of registers, arguments of RTAS calls. */
    private static final long KEPT_BYTES = 0x10000;
    private static final int CODE = 0x300;
    private static final int ARGUMENTS = 0x2000;
    private static final Set<String> SETTABLE = Set.of("nip", "msr", "r1", "r2", "r3", "r4", "r5", "r6", "r7");
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Wires wires;
    private final Qtest qtest;
    private final GuestRange kept;
    private final Rtas rtas;
    private final DeviceBus bus;
    private final MachineFacts facts;
    private final ClientTrap trap;

    /** Waits for the parked CPU. */
    PseriesFirmware(Wires wires) {
        this.wires = wires;
        this.qtest = wires.qtest().orElseThrow();
        long low = Math.min(wires.ram().ranges().getFirst().bytes(), LOW_LIMIT);
        this.kept = GuestRange.of(low - KEPT_BYTES, KEPT_BYTES);
        DeviceTree tree = tree();
        GuestAddress arguments = kept.start().plus(ARGUMENTS);
        this.rtas = new Rtas(qtest, arguments, wires.ram().at(arguments, Rtas.BYTES));
        parked();
        this.bus = new RtasPci(qtest, rtas, HostBridge.of(tree), DeviceShare.below(low - TREE_ROOM, wires.ram()));
        this.facts = new MachineFacts(Optional.empty(), Optional.of(MemorySegment.ofArray(withRtas(tree).flatten()).asReadOnly()),
                Optional.empty(),
                List.of(), Optional.of(kept.start().plus(ClientTrap.CALL)));
        byte[] image = Shims.read("ppc64.bin");
        MemorySegment.copy(image, CODE, wires.ram().at(kept), ValueLayout.JAVA_BYTE, 0, image.length - CODE);
        this.trap = new ClientTrap(wires.ram().at(kept.start().plus(ClientTrap.MAILBOX), ClientTrap.BYTES), wires.ram(), stopSelf(tree),
                this::startCpu, wires.qemu()::isAlive, wires.patience());
    }

    private static int stopSelf(DeviceTree tree) {
        return tree.root().child("rtas").flatMap(rtas -> rtas.property("stop-self")).filter(token -> token.value().length == 4)
                .map(token -> ByteBuffer.wrap(token.value()).getInt())
                .orElseThrow(() -> new Problem(HostBridge.NO_HOST_BRIDGE, Blame.HOST, "device tree",
                        "the machine's device tree has no RTAS stop-self",
                        "Strapwork is tested with QEMU 7.2; don't change -nodefaults").asException());
    }

    /** The boot CPU; nothing else asks for services any more. */
    private boolean startCpu(long offset) {
        return rtas.attempt("start-cpu", 0, 0, (int) (kept.start().value() + offset),
                (int) (kept.start().value() + ClientTrap.MAILBOX)) == 0;
    }

    private DeviceTree tree() {
        MemorySegment pointer = wires.ram().at(GuestAddress.of(TREE_POINTER), 8);
        await(() -> pointer.get(U64, 0) != 0, "start");
        long at = pointer.get(U64, 0);
        GuestRange ram = wires.ram().ranges().getFirst();
        if (at < 0 || at + 8 > ram.bytes()) {
            throw new Problem(DEVICE_TREE, Blame.HOST, "0x" + Long.toHexString(at), "the machine's device tree is not in memory", "")
                    .asException();
        }
        long bytes = Integer.toUnsignedLong(wires.ram().at(GuestAddress.of(at), 8).get(U32, 4));
        if (bytes > TREE_LIMIT || at + bytes > ram.bytes()) {
            throw new Problem(DEVICE_TREE, Blame.HOST, "0x" + Long.toHexString(at), "the machine's device tree has " + bytes + " bytes", "")
                    .asException();
        }
        return FdtView.parse(MemorySegment.ofArray(wires.ram().at(GuestAddress.of(at), bytes).toArray(ValueLayout.JAVA_BYTE)));
    }

    private void parked() {
        // services answer 2 for a CPU that runs, 0 for one that is stopped
        await(() -> rtas.call("query-cpu-stopped-state", 1, 0)[0] == 0, "park");
    }

    private DeviceTree withRtas(DeviceTree tree) {
        int base = (int) kept.start().value();
        return tree.edit(root -> root.edit("rtas", node -> node.with(DeviceProperty.cells("linux,rtas-base", base))
                .with(DeviceProperty.cells("linux,rtas-entry", base)).with(DeviceProperty.cells("rtas-size", 0x1000)))).reserve(kept);
    }

    private void await(java.util.function.BooleanSupplier done, String what) {
        long start = System.nanoTime();
        while (!done.getAsBoolean()) {
            LockSupport.parkNanos(500_000);
            if (!wires.qemu().isAlive()) {
                throw wires.qemu().diedEarly();
            }
            if (System.nanoTime() - start > wires.patience().toNanos()) {
                throw new Problem(ProblemCodes.NO_ANSWER, Blame.HOST, "0x100",
                        "the shim did not " + what + " within " + wires.patience().toSeconds() + " s",
                        "set a longer patience = \"…\" in [machine]; if it still fails, use QEMU 7.2, which Strapwork is tested with")
                        .asException();
            }
        }
    }

    @Override
    public DeviceBus bus() {
        return bus;
    }

    @Override
    public MemoryLayout layout() {
        return new MemoryLayout(wires.ram().ranges(), List.of(PARKED, kept));
    }

    @Override
    public MachineFacts facts() {
        return facts;
    }

    @Override
    public void jump(CpuState cpu) {
        check(cpu);
        trap.release(cpu);
    }

    @Override
    public AutoCloseable jump(CpuState cpu, FirmwareCalls calls) {
        check(cpu);
        return trap.serve(cpu, calls);
    }

    private static void check(CpuState cpu) {
        cpu.registers().keySet().stream().filter(name -> !SETTABLE.contains(name)).findFirst().ifPresent(name -> {
            throw new Problem(ProblemCodes.REGISTER, Blame.BUG, "register " + name, "the ppc64 shim can't set this register",
                    "it sets nip, msr and r1 to r7").asException();
        });
    }
}
