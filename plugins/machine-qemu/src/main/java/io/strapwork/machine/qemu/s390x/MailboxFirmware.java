package io.strapwork.machine.qemu.s390x;

import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.machine.disks.Loadparm;
import io.strapwork.machine.memory.DeviceShare;
import io.strapwork.machine.qemu.process.Firmware;
import io.strapwork.machine.qemu.process.ProblemCodes;
import io.strapwork.machine.qemu.process.Wires;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** The s390x machine behind its mailbox. */
final class MailboxFirmware implements Firmware {
    /** In the prefix area, where nothing else is: 16 bytes. */
    static final long EXIT_PSW = 0xf00;
    private static final long PREFIX_AREA = 0x2000;
    private static final long LIMIT_31_BIT = 1L << 31;
    private static final long SHORT_PSW = 0x0008_0000_8000_0000L;
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

    private final Wires wires;
    private final Mailbox mailbox;
    private final Notifications notifications;
    private final DeviceBus bus;
    private final S390xJump jump;
    private final Optional<Loadparm> loadparm;

    MailboxFirmware(Wires wires, S390xJump jump, Optional<Loadparm> loadparm) {
        this.wires = wires;
        this.jump = jump;
        this.loadparm = loadparm;
        MemorySegment low = wires.ram().at(GuestRange.of(0, Mailbox.PAGE + 0x1000));
        mailbox = new Mailbox(low, () -> wires.qmp().send("inject-nmi"), wires.qemu()::isAlive, wires.patience());
        notifications = new Notifications(mailbox);
        bus = new MailboxChannels(mailbox, notifications, DeviceShare.below(LIMIT_31_BIT, wires.ram()));
    }

    void open() {
        mailbox.open();
    }

    @Override
    public DeviceBus bus() {
        return bus;
    }

    /** The prefix area, and the shim's two pages, which no kernel image uses. */
    @Override
    public MemoryLayout layout() {
        return new MemoryLayout(wires.ram().ranges(), List.of(GuestRange.of(0, PREFIX_AREA), GuestRange.of(Mailbox.CODE, 0x2000)));
    }

    @Override
    public MachineFacts facts() {
        return loadparm.map(told -> MachineFacts.none().withLoadparm(told.text())).orElse(MachineFacts.none());
    }

    @Override
    public void jump(CpuState cpu) {
        cpu.registers().keySet().stream().filter(name -> !name.startsWith("psw.") && !name.matches("r[0-9]+")).findFirst()
                .ifPresent(name -> {
                    throw new Problem(ProblemCodes.REGISTER, Blame.BUG, "register " + name, "the s390x shim can't set this register",
                            "it sets the PSW and r0 to r15")
                            .asException();
                });
        notifications.settle();
        MemorySegment low = wires.ram().at(GuestRange.of(0, PREFIX_AREA));
        if (jump == S390xJump.DIAG308) {
            if (cpu.entry().value() >= LIMIT_31_BIT
                    || cpu.registers().keySet().stream().anyMatch(name -> !name.startsWith("psw.") && cpu.register(name) != 0)) {
                throw new Problem("SW-M223", Blame.USER, "machine.jump",
                        "this entry needs general registers or an address beyond 2 GiB, which \"diag308\" can't give",
                        "set jump = \"lpswe\" in [machine]").asException();
            }
            low.set(U64, 0, SHORT_PSW | cpu.entry().value());
            mailbox.leave(Instruction.DIAG_308, 0, 0, 1);
            return;
        }
        low.set(U64, EXIT_PSW, cpu.register("psw.mask"));
        low.set(U64, EXIT_PSW + 8, cpu.entry().value());
        var registers = new long[16];
        for (int i = 0; i < registers.length; i++) {
            registers[i] = cpu.register("r" + i);
        }
        mailbox.load(registers);
        mailbox.leave(Instruction.LPSWE_EXIT);
    }
}
