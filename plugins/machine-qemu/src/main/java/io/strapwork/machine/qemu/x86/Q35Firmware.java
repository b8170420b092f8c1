package io.strapwork.machine.qemu.x86;

import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MachineFacts.Kind;
import io.strapwork.api.machine.MachineFacts.MemoryMapEntry;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.machine.memory.DeviceShare;
import io.strapwork.machine.qemu.process.Firmware;
import io.strapwork.machine.qemu.process.ProblemCodes;
import io.strapwork.machine.qemu.process.Qtest;
import io.strapwork.machine.qemu.process.Wires;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The q35 machine behind its shim. */
final class Q35Firmware implements Firmware {
    private static final long MEBIBYTE = 1L << 20;
    private static final long SCRATCH_BYTES = 0x8000;
    private static final Set<String> SETTABLE = Set.of("rip", "rdi", "rsi", "rdx", "rcx");
    /** Of a CPU whose cr0 says so: in 32-bit protected mode without paging. */
    private static final Set<String> SETTABLE_PROTECTED = Set.of("rip", "rbx", "cr0");
    private static final long PROTECTED = 0x11;
    /** Message to local APIC 0: delivery mode NMI (Intel SDM volume 3, 10.11). */
    private static final String NMI = "writel 0xfee00000 0x400";

    private final Wires wires;
    private final Qtest qtest;
    private final ResetShim shim;
    private final GuestRange tables;
    private final Q35Pci bus;
    private MachineFacts facts = MachineFacts.none();

    Q35Firmware(Wires wires) {
        this.wires = wires;
        this.qtest = wires.qtest().orElseThrow();
        this.shim = new ResetShim(wires.ram().at(GuestRange.of(ResetShim.PAGE, 0x1000)), () -> qtest.command(NMI), wires.qemu()::isAlive,
                wires.patience());
        long low = wires.ram().ranges().getFirst().bytes();
        this.tables = GuestRange.of(low - MEBIBYTE, MEBIBYTE);
        this.bus = new Q35Pci(qtest, DeviceShare.below(tables.start().value(), wires.ram()));
    }

    void open() {
        shim.open();
        chipset();
        GuestRange scratch = bus.dma().allocate(SCRATCH_BYTES, 0x1000);
        var config = new FwCfg(qtest, wires.ram(), scratch.start(), scratch.bytes());
        facts = new MachineFacts(Optional.empty(), Optional.of(AcpiTables.place(config, wires.ram(), tables)), memoryMap());
    }

    /** What QEMU's tables describe but firmware has to switch on: PCIEXBAR, the power-management ports and the interrupt routing of the ICH9. */
    private void chipset() {
        var bridge = new PciAddress(0, 0, 0);
        bus.writeConfig(bridge, 0x64, 4, 0);
        bus.writeConfig(bridge, 0x60, 4, 0xb000_0001);
        var lpc = new PciAddress(0, 0x1f, 0);
        bus.writeConfig(lpc, 0x40, 4, 0x601);
        bus.writeConfig(lpc, 0x44, 1, 0x80);
        int[] routes = {10, 10, 11, 11};
        for (int i = 0; i < routes.length; i++) {
            bus.writeConfig(lpc, 0x60 + i, 1, routes[i]);
            bus.writeConfig(lpc, 0x68 + i, 1, routes[i]);
        }
        qtest.command("outb 0x4d0 0x0");
        qtest.command("outb 0x4d1 0xc");
    }

    private List<MemoryMapEntry> memoryMap() {
        var map = new ArrayList<MemoryMapEntry>();
        map.add(new MemoryMapEntry(GuestRange.of(0, 0x9fc00), Kind.RAM));
        map.add(new MemoryMapEntry(GuestRange.of(0x9fc00, 0x400), Kind.RESERVED));
        map.add(new MemoryMapEntry(GuestRange.of(0xf0000, 0x10000), Kind.RESERVED));
        map.add(new MemoryMapEntry(GuestRange.of(MEBIBYTE, tables.start().value() - MEBIBYTE), Kind.RAM));
        map.add(new MemoryMapEntry(tables, Kind.ACPI_RECLAIMABLE));
        map.add(new MemoryMapEntry(GuestRange.of(0xb000_0000L, 0x1000_0000L), Kind.RESERVED));
        map.add(new MemoryMapEntry(GuestRange.of(0xfed1_c000L, 0x4000), Kind.RESERVED));
        map.add(new MemoryMapEntry(GuestRange.of(0xfffc_0000L, 0x40000), Kind.RESERVED));
        wires.ram().ranges().stream().skip(1).forEach(high -> map.add(new MemoryMapEntry(high, Kind.RAM)));
        return map;
    }

    @Override
    public DeviceBus bus() {
        return bus;
    }

    /** The shim's page and stack, BIOS data, the hole below 1 MiB, the tables. */
    @Override
    public MemoryLayout layout() {
        return new MemoryLayout(wires.ram().ranges(),
                List.of(GuestRange.of(0, ResetShim.PAGE + 0x1000), GuestRange.of(0x9fc00, 0x100000 - 0x9fc00), tables));
    }

    @Override
    public MachineFacts facts() {
        return facts;
    }

    @Override
    public void jump(CpuState cpu) {
        boolean isProtected = cpu.registers().containsKey("cr0");
        Set<String> settable = isProtected ? SETTABLE_PROTECTED : SETTABLE;
        cpu.registers().keySet().stream().filter(name -> !settable.contains(name)).findFirst().ifPresent(name -> {
            throw new Problem(ProblemCodes.REGISTER, Blame.BUG, "register " + name, "the x86_64 shim can't set this register",
                    "it sets rip, rdi, rsi, rdx and rcx in 64-bit mode, rip and rbx in protected mode")
                    .asException();
        });
        if (isProtected) {
            if (cpu.register("cr0") != PROTECTED) {
                throw new Problem(ProblemCodes.REGISTER, Blame.BUG, "register cr0",
                        "the x86_64 shim can't start with cr0 0x" + Long.toHexString(cpu.register("cr0")),
                        "it is 0x11 for protected mode, and not named for 64-bit mode").asException();
            }
            shim.jumpProtected(cpu.entry().value(), cpu.register("rbx"));
            return;
        }
        shim.jump(cpu.entry().value(), cpu.register("rdi"), cpu.register("rsi"), cpu.register("rdx"), cpu.register("rcx"));
    }
}
