package io.strapwork.machine.qemu;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryCheck;
import io.strapwork.api.machine.FirmwareCalls;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.Hardware;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.RebootableMachine;
import io.strapwork.api.machine.RunningMachine;
import io.strapwork.api.machine.ServingMachine;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.qemu.process.Firmware;
import io.strapwork.machine.qemu.process.GuestJournal;
import io.strapwork.machine.qemu.process.Platform;
import io.strapwork.machine.qemu.process.QemuReset;
import io.strapwork.machine.qemu.process.ServingFirmware;
import io.strapwork.machine.qemu.process.Wires;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A QEMU machine whose shim answers. */
class QemuMachine implements RebootableMachine {
    private final Architecture architecture;
    private final Platform platform;
    private final Wires wires;
    private final QemuReset reset;
    private final GuestJournal journal;
    private final int mostReboots;
    private final Optional<UUID> uuid;
    private final OwnedParts parts;
    private Firmware firmware;
    private int reboots;
    private boolean entered;

    /** The fitting sort for this firmware. */
    static QemuMachine of(Architecture architecture, Platform platform, Wires wires, Firmware firmware, QemuReset reset,
            GuestJournal journal, int mostReboots, Optional<UUID> uuid, OwnedParts parts) {
        return firmware instanceof ServingFirmware
                ? new Serving(architecture, platform, wires, firmware, reset, journal, mostReboots, uuid, parts)
                : new QemuMachine(architecture, platform, wires, firmware, reset, journal, mostReboots, uuid, parts);
    }

    private QemuMachine(Architecture architecture, Platform platform, Wires wires, Firmware firmware, QemuReset reset, GuestJournal journal,
            int mostReboots, Optional<UUID> uuid, OwnedParts parts) {
        this.architecture = architecture;
        this.platform = platform;
        this.wires = wires;
        this.firmware = firmware;
        this.reset = reset;
        this.journal = journal;
        this.mostReboots = mostReboots;
        this.uuid = uuid;
        this.parts = parts;
    }

    @Override
    public Hardware hardware() {
        return new Hardware(architecture, wires.ram(), firmware.layout(), List.of(firmware.bus()));
    }

    @Override
    public MachineFacts facts() {
        return uuid.map(firmware.facts()::withUuid).orElseGet(firmware::facts);
    }

    @Override
    public EnteredMachine enter(Entry entry) {
        ready(entry);
        firmware.jump(entry.cpu());
        return new Running(entry.cpu(), wires.ram(), journal);
    }

    private void ready(Entry entry) {
        if (entered) {
            throw new Problem("SW-M217", Blame.BUG, "machine", "the machine was entered twice", "power on another one").asException();
        }
        List<Problem> problems = EntryCheck.check(entry, architecture, wires.ram());
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        entered = true;
    }

    @Override
    public Optional<String> rebootRefusal() {
        if (reboots < mostReboots) {
            return Optional.empty();
        }
        return Optional.of(mostReboots == 0
                ? "the profile allows no reboots; set reboots = 1 or more in [machine]"
                : "the profile allows no more than reboots = " + mostReboots + " in [machine]");
    }

    @Override
    public void reenter() {
        rebootRefusal().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        reboots++;
        reset.run();
        firmware = platform.attach(wires);
        entered = false;
    }

    @Override
    public void close() {
        parts.close();
    }

    /** Whose shim can be called by the guest. */
    private static final class Serving extends QemuMachine implements ServingMachine {
        private final OwnedParts service = new OwnedParts();

        Serving(Architecture architecture, Platform platform, Wires wires, Firmware firmware, QemuReset reset, GuestJournal journal,
                int mostReboots, Optional<UUID> uuid, OwnedParts parts) {
            super(architecture, platform, wires, firmware, reset, journal, mostReboots, uuid, parts);
        }

        @Override
        public EnteredMachine enter(Entry entry, FirmwareCalls calls) {
            super.ready(entry);
            service.own(((ServingFirmware) super.firmware).jump(entry.cpu(), calls));
            return new Running(entry.cpu(), super.wires.ram(), super.journal);
        }

        @Override
        public void reenter() {
            service.close();
            super.reenter();
        }

        @Override
        public void close() {
            service.close();
            super.close();
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
