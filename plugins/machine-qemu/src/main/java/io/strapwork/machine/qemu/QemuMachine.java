package io.strapwork.machine.qemu;

import io.strapwork.api.bus.DeviceBus;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryCheck;
import io.strapwork.api.machine.FirmwareCalls;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.machine.RunningMachine;
import io.strapwork.api.machine.ServingMachine;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.qemu.process.Firmware;
import io.strapwork.machine.qemu.process.GuestJournal;
import io.strapwork.machine.qemu.process.GuestRam;
import io.strapwork.machine.qemu.process.ServingFirmware;
import java.util.List;

/** A QEMU machine whose shim answers. */
class QemuMachine implements Machine {
    private final Architecture architecture;
    private final GuestRam ram;
    private final Firmware firmware;
    private final GuestJournal journal;
    private final OwnedParts parts;
    private boolean entered;

    /** The fitting sort for this firmware. */
    static QemuMachine of(Architecture architecture, GuestRam ram, Firmware firmware, GuestJournal journal, OwnedParts parts) {
        return firmware instanceof ServingFirmware serving
                ? new Serving(architecture, ram, serving, journal, parts)
                : new QemuMachine(architecture, ram, firmware, journal, parts);
    }

    private QemuMachine(Architecture architecture, GuestRam ram, Firmware firmware, GuestJournal journal, OwnedParts parts) {
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
        check(entry);
        firmware.jump(entry.cpu());
        return new Running(entry.cpu(), ram, journal);
    }

    private void check(Entry entry) {
        if (entered) {
            throw new Problem("SW-M217", Blame.BUG, "machine", "the machine was entered twice", "power another one on").asException();
        }
        List<Problem> problems = EntryCheck.check(entry, architecture, ram);
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        entered = true;
    }

    @Override
    public void close() {
        parts.close();
    }

    /** Whose shim can be called by the guest. */
    private static final class Serving extends QemuMachine implements ServingMachine {
        private final ServingFirmware firmware;

        Serving(Architecture architecture, GuestRam ram, ServingFirmware firmware, GuestJournal journal, OwnedParts parts) {
            super(architecture, ram, firmware, journal, parts);
            this.firmware = firmware;
        }

        @Override
        public EnteredMachine enter(Entry entry, FirmwareCalls calls) {
            super.check(entry);
            super.parts.own(firmware.jump(entry.cpu(), calls));
            return new Running(entry.cpu(), super.ram, super.journal);
        }
    }

    private record Running(CpuState cpu, GuestMemory memory, GuestJournal journal) implements RunningMachine {
        @Override
        public void observe(Observer observer) {
            journal.observe(observer);
        }

        @Override
        public void type(String keys) {
            journal.type(keys);
        }
    }
}
