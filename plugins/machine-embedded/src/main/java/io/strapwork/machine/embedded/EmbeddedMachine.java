package io.strapwork.machine.embedded;

import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryCheck;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.Hardware;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.disks.DiskImage;
import io.strapwork.machine.disks.Loadparm;
import io.strapwork.machine.embedded.ccw.EmbeddedChannels;
import io.strapwork.machine.embedded.pci.EmbeddedPci;
import io.strapwork.machine.embedded.virtio.CardFacts;
import io.strapwork.machine.embedded.virtio.DiskModel;
import io.strapwork.machine.embedded.virtio.DriverFaults;
import io.strapwork.machine.embedded.virtio.Features;
import io.strapwork.machine.embedded.virtio.GuestRam;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import io.strapwork.machine.embedded.virtio.VirtioBlk;
import io.strapwork.machine.embedded.virtio.VirtioDevice;
import io.strapwork.machine.embedded.virtio.VirtioNet;
import io.strapwork.machine.memory.DeviceShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A machine in this JVM: memory, one bus, a network card or none, disks, no CPU. */
final class EmbeddedMachine implements Machine {
    private static final int CONSOLE = 0x0009;

    private enum State {
        ON, ENTERED, CLOSED
    }

    private final EmbeddedMemory memory;
    private final DriverFaults faults = new DriverFaults();
    private final Optional<VirtioNet> card;
    private final List<VirtioBlk> disks = new ArrayList<>();
    private final Hardware hardware;
    private final MachineFacts facts;
    private State state = State.ON;

    /** Owns the memory, unless it throws. */
    private EmbeddedMachine(PowerOn request, CardFacts cardFacts, EmbeddedOptions options, List<EmbeddedDisk> images, EmbeddedMemory memory,
            NetworkBackend.Cable cable) {
        this.memory = memory;
        var ram = new GuestRam(memory);
        var share = new WatchedShare(DeviceShare.freshBelow(2 * EmbeddedMemory.GIB, memory), faults);
        card = options.hasCard() ? Optional.of(new VirtioNet(cardFacts, ram, faults, cable)) : Optional.empty();
        try {
            for (int i = 0; i < images.size(); i++) {
                disks.add(disk(i, images.get(i), request, options, cardFacts, ram));
            }
        } catch (RuntimeException e) {
            unplug();
            throw e;
        }
        facts = options.loadparm().map(told -> MachineFacts.none().withLoadparm(new Loadparm(told).text()))
                .orElse(MachineFacts.none());
        hardware = new Hardware(request.architecture(), memory, memory.layout(), List.of(bus(request, options, share, ram)));
    }

    private VirtioBlk disk(int number, EmbeddedDisk image, PowerOn request, EmbeddedOptions options, CardFacts card, GuestRam ram) {
        String place = request.bus().equals("ccw")
                ? String.format(Locale.ROOT, "fe.0.%04x", deviceNumber(number, options))
                : slot(number, options).toString();
        var model = new DiskModel(place, image.blockSize(), image.geometry(), image.serial(), Math.max(4, options.queueSize()),
                card.offered() & (Features.INDIRECT_DESC | Features.EVENT_IDX | Features.VERSION_1), image.faults());
        return new VirtioBlk(model, image.content().get(), ram, faults);
    }

    private static int deviceNumber(int number, EmbeddedOptions options) {
        return DiskImage.deviceNumber(number, options.subchannelSet() == 0 ? options.deviceNumber() : 0);
    }

    private static PciAddress slot(int number, EmbeddedOptions options) {
        return new PciAddress(0, DiskImage.slot(number, options.slot()), 0);
    }

    private DeviceBus bus(PowerOn request, EmbeddedOptions options, DmaMemory share, GuestRam ram) {
        if (request.bus().equals("ccw")) {
            var channels = new EmbeddedChannels(share, ram, faults);
            channels.addConsole(CONSOLE);
            card.ifPresent(net -> channels.addVirtio(options.subchannelSet(), options.deviceNumber(), net));
            for (int i = 0; i < disks.size(); i++) {
                channels.addVirtio(0, deviceNumber(i, options), disks.get(i));
            }
            return channels;
        }
        var pci = new EmbeddedPci(share, faults);
        card.ifPresent(net -> pci.addVirtio(new PciAddress(0, options.slot(), 0), net, options.transitional()));
        for (int i = 0; i < disks.size(); i++) {
            pci.addVirtio(slot(i, options), disks.get(i), options.transitional());
        }
        return pci;
    }

    static EmbeddedMachine powerOn(PowerOn request, EmbeddedOptions options, List<EmbeddedDisk> disks, NetworkBackend.Cable cable) {
        CardFacts facts = OptionCheck.check(request, options);
        EmbeddedMemory memory = EmbeddedMemory.allocate(request.architecture(), request.memory());
        try {
            return new EmbeddedMachine(request, facts, options, disks, memory, cable);
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
    public MachineFacts facts() {
        return facts;
    }

    @Override
    public EnteredMachine enter(Entry entry) {
        if (state != State.ON) {
            faults.raise();
        }
        var problems = new ArrayList<>(faults.take());
        card.ifPresent(net -> checkQuiet(net, "network card", "NetworkCard.quiesce", problems));
        disks.forEach(disk -> checkQuiet(disk, "disk", "Disk.quiesce", problems));
        problems.addAll(EntryCheck.check(entry, hardware.architecture(), memory));
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        unplug();
        end(State.ENTERED, "entered");
        return new Snapshot(entry.cpu(), memory);
    }

    private static void checkQuiet(VirtioDevice device, String noun, String method, List<Problem> problems) {
        if (!device.isQuiet()) {
            problems.add(new Problem("SW-M120", Blame.BUG, device.place(),
                    "the " + noun + " was not reset before the jump; its status is 0x" + Integer.toHexString(device.status()),
                    method + " must reset the device, so that it never writes to the kernel's memory"));
        }
    }

    private void unplug() {
        card.ifPresent(VirtioNet::close);
        disks.forEach(VirtioBlk::close);
    }

    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        end(State.CLOSED, "closed");
        try {
            unplug();
        } finally {
            memory.close();
        }
    }

    private void end(State now, String how) {
        state = now;
        faults.end(new Problem("SW-M107", Blame.BUG, "machine", "the machine was used after it was " + how, "power on another one"));
    }

    private record Snapshot(CpuState cpu, GuestMemory memory) implements EnteredMachine {}
}
