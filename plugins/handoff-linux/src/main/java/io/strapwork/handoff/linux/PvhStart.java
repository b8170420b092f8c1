package io.strapwork.handoff.linux;

import io.strapwork.api.handoff.Handoff;
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
import io.strapwork.api.machine.MachineFacts.MemoryMapEntry;
import io.strapwork.handoff.placement.CommandLine;
import io.strapwork.handoff.placement.FreeSpace;
import io.strapwork.handoff.placement.HandoffFaults;
import io.strapwork.handoff.placement.Initrd;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts an x86 kernel by its PVH note (Xen: docs/misc/pvh.pandoc, xen/include/public/arch-x86/hvm/start_info.h).
 *
 * <table>
 * <caption>What the kernel finds</caption>
 * <tr><td>eip</td><td>the note's entry</td></tr>
 * <tr><td>ebx</td><td>{@code hvm_start_info}, version 1: command line, initrd as module, memory map, RSDP</td></tr>
 * <tr><td>cr0</td><td>PE and ET: 32-bit protected mode, flat segments, no paging, interrupts off; cr4 and EFER.LME are 0</td></tr>
 * </table>
 */
record PvhStart(LoadPlan plan, HandoffRequest request, LinuxX86Options options) {
    private static final int MAGIC = 0x336ec578;
    private static final int INFO_BYTES = 56;
    private static final int MODULE_BYTES = 32;
    private static final int MAP_ENTRY_BYTES = 24;
    /** Linux keeps that much (COMMAND_LINE_SIZE). */
    private static final long COMMAND_LINE_ROOM = 2048;
    private static final long PAGE_BYTES = 0x1000;
    private static final long PROTECTED = 0x11;
    private static final GuestAddress LOW = GuestAddress.of(0x10000);
    private static final GuestAddress FOUR_GIB = GuestAddress.of(1L << 32);

    Handoff prepare(HandoffFaults faults) {
        byte[] line = CommandLine.bytes(CommandLine.of(request, options.cmdline(), faults), COMMAND_LINE_ROOM, false, faults);
        FreeSpace space = FreeSpace.beside(plan, request.layout()).below(FOUR_GIB);
        Optional<Segment> initrd = Initrd.place(request.image(), space, FreeSpace.endOf(plan).alignUp(PAGE_BYTES), PAGE_BYTES,
                options.initrdAddress(), faults);
        List<MemoryMapEntry> map = ZeroPage.memoryMap(request.facts(), request.layout());
        long bytes = INFO_BYTES + MODULE_BYTES + (long) MAP_ENTRY_BYTES * map.size();
        FreeSpace left = initrd.map(one -> space.without(one.range())).orElse(space);
        Optional<GuestAddress> at = left.find(bytes + line.length, PAGE_BYTES, LOW);
        if (at.isEmpty()) {
            faults.add(LinuxX86Handoff.NO_ROOM, "handoff",
                    "there is no room for the start information and the command line; free: " + left.from(LOW),
                    "give the machine more memory (machine.memory)");
        }
        faults.throwIfAny();
        GuestAddress info = at.orElseThrow();
        GuestAddress commandLine = info.plus(bytes);
        var segments = new ArrayList<Segment>(initrd.stream().toList());
        segments.add(segment("start-info", info, info(info, commandLine, initrd, map)));
        segments.add(segment("command-line", commandLine, line));
        var cpu = new CpuState(Architecture.X86_64, plan.entry(),
                Map.of("rip", plan.entry().value(), "rbx", info.value(), "cr0", PROTECTED));
        return new Handoff(segments, List.of(), cpu, contract(commandLine, line, initrd));
    }

    private static Segment segment(String name, GuestAddress at, byte[] bytes) {
        return new Segment(name, at, MemorySegment.ofArray(bytes).asReadOnly());
    }

    /** The structure, its one module behind it, then the memory map. */
    private byte[] info(GuestAddress at, GuestAddress commandLine, Optional<Segment> initrd, List<MemoryMapEntry> map) {
        var out = ByteBuffer.allocate(INFO_BYTES + MODULE_BYTES + MAP_ENTRY_BYTES * map.size()).order(ByteOrder.LITTLE_ENDIAN);
        long modules = at.plus(INFO_BYTES).value();
        out.putInt(MAGIC).putInt(1).putInt(0).putInt(initrd.isPresent() ? 1 : 0);
        out.putLong(modules).putLong(commandLine.value()).putLong(request.facts().rsdp().map(GuestAddress::value).orElse(0L));
        out.putLong(modules + MODULE_BYTES).putInt(map.size()).putInt(0);
        initrd.ifPresent(one -> out.putLong(one.at().value()).putLong(one.source().byteSize()).putLong(0).putLong(0));
        out.position(INFO_BYTES + MODULE_BYTES);
        for (MemoryMapEntry entry : map) {
            out.putLong(entry.range().start().value()).putLong(entry.range().bytes()).putInt(ZeroPage.type(entry.kind())).putInt(0);
        }
        return out.array();
    }

    private EntryContract contract(GuestAddress commandLine, byte[] line, Optional<Segment> initrd) {
        var conditions = new ArrayList<Condition>();
        conditions.add(new RegisterIs("rip", -1L, plan.entry().value(), "the entry of the PVH note"));
        conditions.add(new RegisterIs("cr0", 0x80000001L, 1, "protected mode without paging"));
        conditions.add(new RegisterPointsTo("rbx", 8, Conditions.list(little(MAGIC)), "the start information"));
        conditions.add(Conditions.holds(commandLine, line, "the command line with its NUL"));
        initrd.ifPresent(one -> conditions.add(Conditions.begins(one.at(), one.source(), "the initrd is where its module says")));
        return new EntryContract("linux-x86_64", conditions);
    }

    private static byte[] little(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }
}
