package io.strapwork.machine.embedded;

import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.Hardware;
import io.strapwork.machine.memory.DeviceShare;
import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryCheck;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.embedded.ccw.EmbeddedChannels;
import io.strapwork.machine.embedded.pci.EmbeddedPci;
import io.strapwork.machine.embedded.virtio.CardFacts;
import io.strapwork.machine.embedded.virtio.DriverFaults;
import io.strapwork.machine.embedded.virtio.GuestRam;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import io.strapwork.machine.embedded.virtio.VirtioNet;
import java.util.ArrayList;
import java.util.List;

/** A machine in this JVM: memory, one bus, one network card, no CPU. */
final class EmbeddedMachine implements Machine {
    private static final int CONSOLE = 0x0009;

    private enum State {
        ON, ENTERED, CLOSED
    }

    private final EmbeddedMemory memory;
    private final DriverFaults faults = new DriverFaults();
    private final VirtioNet card;
    private final Hardware hardware;
    private State state = State.ON;

    /** Owns the memory, unless it throws. */
    private EmbeddedMachine(PowerOn request, CardFacts facts, EmbeddedOptions options, EmbeddedMemory memory, NetworkBackend.Cable cable) {
        this.memory = memory;
        var ram = new GuestRam(memory);
        var share = new WatchedShare(DeviceShare.freshBelow(2 * EmbeddedMemory.GIB, memory), faults);
        card = new VirtioNet(facts, ram, faults, cable);
        hardware = new Hardware(request.architecture(), memory, memory.layout(), List.of(bus(request, options, share, ram)));
    }

    private DeviceBus bus(PowerOn request, EmbeddedOptions options, DmaMemory share, GuestRam ram) {
        if (request.bus().equals("ccw")) {
            var channels = new EmbeddedChannels(share, ram, faults);
            channels.addConsole(CONSOLE);
            channels.addCard(options.subchannelSet(), options.deviceNumber(), card);
            return channels;
        }
        var pci = new EmbeddedPci(share, faults);
        pci.addCard(new PciAddress(0, options.slot(), 0), card, options.transitional());
        return pci;
    }

    static EmbeddedMachine powerOn(PowerOn request, EmbeddedOptions options, NetworkBackend.Cable cable) {
        CardFacts facts = OptionCheck.check(request, options);
        EmbeddedMemory memory = EmbeddedMemory.allocate(request.architecture(), request.memory());
        try {
            return new EmbeddedMachine(request, facts, options, memory, cable);
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    @Override
    public Hardware hardware() {
        return hardware;
    }

    @Override
    public EnteredMachine enter(Entry entry) {
        if (state != State.ON) {
            faults.raise();
        }
        var problems = new ArrayList<>(faults.take());
        if (!card.isQuiet()) {
            problems.add(new Problem("SW-M120", Blame.BUG, card.card().place(),
                    "the network card was not reset before the jump, its status is 0x"
                            + Integer.toHexString(card.status()),
                    "NetworkCard.quiesce resets the device, so that it never writes into the kernel's memory"));
        }
        problems.addAll(EntryCheck.check(entry, hardware.architecture(), memory));
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        card.close();
        end(State.ENTERED, "entered");
        return new Snapshot(entry.cpu(), memory);
    }

    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        end(State.CLOSED, "closed");
        try {
            card.close();
        } finally {
            memory.close();
        }
    }

    private void end(State now, String how) {
        state = now;
        faults.end(new Problem("SW-M107", Blame.BUG, "machine", "the machine was used after it was " + how, "power another one on"));
    }

    private record Snapshot(CpuState cpu, GuestMemory memory) implements EnteredMachine {}
}
