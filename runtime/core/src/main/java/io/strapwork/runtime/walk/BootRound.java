package io.strapwork.runtime.walk;

import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.machine.RunningMachine;
import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.GuestReport;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** One way from power, or from a guest's restart, to the last jump, and then the guest as long as somebody watches it. Opens and closes all but the machine. Used once. */
final class BootRound {
    private final Assembly assembly;
    private final BootSettings settings;
    private final MachineSlot slot;
    private final int reboots;

    /** @param reboots how often this machine was restarted before */
    BootRound(Assembly assembly, BootSettings settings, MachineSlot slot, int reboots) {
        this.assembly = assembly;
        this.settings = settings;
        this.slot = slot;
        this.reboots = reboots;
    }

    static PowerOn request(Assembly assembly, BootSettings settings) {
        return new PowerOn(assembly.name(), assembly.architecture(), assembly.memory(), assembly.busKind(), settings.capture());
    }

    BootOutcome run() {
        var book = new Logbook(assembly, settings.clock(), settings.listener(), reboots);
        try (Arena arena = Arena.ofShared();
                var disks = new MachineDisks();
                var network = new MachineNetwork();
                AssembledBoot boot = assembly.open(settings.clock(), settings.seed().map(seed -> seed + reboots))) {
            book.facts(boot::facts);
            EnteredMachine entered = walk(new BootRooms(assembly, settings, slot, book, boot, network, disks, arena), BootRooms::walk);
            return entered instanceof RunningMachine running ? followed(running, book.outcome()) : book.outcome();
        } catch (RuntimeException | Error e) {
            return book.failed(e);
        }
    }

    /** As {@link #run}, but only as far as the menu. @return without an entry, and without problems when the search came to an end */
    BootOutcome look(boolean atParts) {
        return partly(rooms -> rooms.look(atParts));
    }

    private BootOutcome partly(Function<BootRooms, ?> way) {
        var book = new Logbook(assembly, settings.clock(), settings.listener(), reboots);
        try (Arena arena = Arena.ofShared();
                var disks = new MachineDisks();
                var network = new MachineNetwork();
                AssembledBoot boot = assembly.open(settings.clock(), settings.seed())) {
            book.facts(boot::facts);
            walk(new BootRooms(assembly, settings, slot, book, boot, network, disks, arena), way);
            return book.outcome();
        } catch (RuntimeException | Error e) {
            return book.failed(e);
        }
    }

    /** As {@link #run}, but {@code packer} gets what was placed, instead of the last jump. @return without an entry, and without problems when all is packed */
    BootOutcome pack(Consumer<PlacedBoot> packer) {
        return partly(rooms -> rooms.pack(packer));
    }

    /** A dead link is the reason of what failed above it. */
    private static <T> T walk(BootRooms rooms, Function<BootRooms, T> way) {
        try {
            return way.apply(rooms);
        } catch (StrapworkException e) {
            throw rooms.network().failure().orElse(e);
        }
    }

    private BootOutcome followed(RunningMachine machine, BootOutcome outcome) {
        Optional<GuestEvent> ending = settings.listener().running(machine, outcome);
        return outcome.withGuest(
                new GuestReport(reboots, ending, ending.filter(GuestEvent.RESET::equals).flatMap(reset -> slot.rebootRefusal())));
    }
}
