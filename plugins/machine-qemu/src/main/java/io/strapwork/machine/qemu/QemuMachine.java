package io.strapwork.machine.qemu;

import io.strapwork.api.bus.DeviceBus;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryCheck;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.machine.RunningMachine;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.qemu.process.Firmware;
import io.strapwork.machine.qemu.process.GuestJournal;
import io.strapwork.machine.qemu.process.GuestRam;
import java.util.List;

/** A QEMU machine whose shim answers. */
final class QemuMachine implements Machine {
    private final Architecture architecture;
    private final GuestRam ram;
    private final Firmware firmware;
    private final GuestJournal journal;
    private final OwnedParts parts;
    private boolean entered;

    QemuMachine(Architecture architecture, GuestRam ram, Firmware firmware, GuestJournal journal, OwnedParts parts) {
        this.architecture = architecture;
        this.ram = ram;
        this.firmware = firmware;
        this.journal = journal;
        this.parts = parts;
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    @Override
    public GuestMemory memory() {
        return ram;
    }

    @Override
    public MemoryLayout layout() {
        return firmware.layout();
    }

    @Override
    public MachineFacts facts() {
        return firmware.facts();
    }

    @Override
    public List<DeviceBus> buses() {
        return List.of(firmware.bus());
    }

    @Override
    public EnteredMachine enter(Entry entry) {
        if (entered) {
            throw new Problem("SW-M217", Blame.BUG, "machine", "the machine was entered twice", "power another one on").asException();
        }
        List<Problem> problems = EntryCheck.check(entry, architecture, ram);
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        entered = true;
        firmware.jump(entry.cpu());
        return new Running(entry.cpu(), ram, journal);
    }

    @Override
    public void close() {
        parts.close();
    }

    private record Running(CpuState cpu, GuestMemory memory, GuestJournal journal) implements RunningMachine {
        @Override
        public void observe(Observer observer) {
            journal.observe(observer);
        }
    }
}
