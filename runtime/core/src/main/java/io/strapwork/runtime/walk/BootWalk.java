package io.strapwork.runtime.walk;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.machine.DepartingMachine;
import io.strapwork.api.machine.MachineSurvey;
import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.BootContext;
import io.strapwork.runtime.assembly.PluginCall;
import io.strapwork.runtime.outcome.BootOutcome;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** One boot, from power to the last jump, and again after each restart of the guest that the profile allows. Runs on the calling thread, which may be a virtual one; used once. */
public final class BootWalk {
    private final Assembly assembly;
    private final BootSettings settings;
    private Optional<DepartingMachine> departing = Optional.empty();

    public BootWalk(Assembly assembly, BootSettings settings) {
        this.assembly = assembly;
        this.settings = settings;
    }

    /**
     * What a boot runs with.
     *
     * @param clock    real, or a test's
     * @param seed     of the boot's randomness; empty for the system's own
     * @param listener hears of progress
     * @param capture  is shown each frame, lent
     */
    public record BootSettings(BootClock clock, Optional<Long> seed, BootListener listener, Optional<Consumer<ByteBuf>> capture) {
        public static BootSettings standard() {
            return new BootSettings(BootClock.system(), Optional.empty(), BootListener.none(), Optional.empty());
        }
    }

    /** Boots. Never throws for a boot that fails: that is an outcome, of the last time when there were several. All that the boot held is given back when it returns. */
    public BootOutcome run() {
        var slot = new MachineSlot();
        BootOutcome outcome = ended(slot, rounds(slot));
        departing = outcome.handedOff() ? slot.departing() : Optional.empty();
        return outcome;
    }

    /** After {@link #run}: the machine that is this computer, if it was one. Whoever has told and written all makes its jump ({@link DepartingMachine#depart}). */
    public Optional<DepartingMachine> departing() {
        return departing;
    }

    /**
     * Goes as far as the menu: the machine and its network come up, configurations are fetched, and nothing boots. The listener hears of each menu on the way
     * ({@link BootListener#found}). Otherwise as {@link #run}.
     *
     * @return without an entry; without problems when the search has come to an end
     */
    public BootOutcome look() {
        var slot = new MachineSlot();
        return ended(slot, new BootRound(assembly, settings, slot, 0).look(false));
    }

    /**
     * As {@link #look}, and asks whether the parts that would be fetched are there, where their protocols can do that ({@link io.strapwork.api.fetch.FileInquiry}). The listener hears of each
     * that is ({@link BootListener#isThere}).
     */
    public BootOutcome lookAtParts() {
        var slot = new MachineSlot();
        return ended(slot, new BootRound(assembly, settings, slot, 0).look(true));
    }

    /**
     * Boots up to the last jump, and instead of that gives what was placed to a packer, on this thread. Otherwise as {@link #run}.
     *
     * @param packer may throw a {@link io.strapwork.api.plugin.StrapworkException}, which becomes the outcome's
     * @return without an entry; without problems when all is packed
     */
    public BootOutcome pack(Consumer<PlacedBoot> packer) {
        var slot = new MachineSlot();
        return ended(slot, new BootRound(assembly, settings, slot, 0).pack(packer));
    }

    /**
     * Asks plugins what the machine would have, and who would vouch for the parts; there is no machine yet.
     *
     * @throws io.strapwork.api.plugin.StrapworkException the machine's plugin refuses what the profile says
     */
    public BootSurvey survey() {
        // nothing that is asked here keeps what it draws: the providers of SecureRandom take longer to find than the answers
        var context = new BootContext(settings.clock(), settings.seed().map(Random::new).orElseGet(Random::new));
        try (AssembledBoot boot = assembly.open(context)) {
            List<MachineSurvey.Finding> machine = boot.machine() instanceof MachineSurvey telling
                    ? PluginCall.in(telling, () -> telling.survey(BootRound.request(assembly, settings)))
                    : List.of();
            return new BootSurvey(machine, BootSurvey.vouchers(assembly, boot));
        }
    }

    private BootOutcome ended(MachineSlot slot, BootOutcome outcome) {
        try {
            slot.close();
            return outcome;
        } catch (RuntimeException | Error e) {
            return outcome.failed(Failure.inBoot(e, Room.MACHINE.section(), assembly.pluginIds(Room.MACHINE)));
        }
    }

    private BootOutcome rounds(MachineSlot slot) {
        for (int reboots = 0;; reboots++) {
            BootOutcome outcome = new BootRound(assembly, settings, slot, reboots).run();
            boolean restarted = outcome.guest().ending().filter(GuestEvent.RESET::equals).isPresent();
            if (!restarted || outcome.guest().refusal().isPresent()) {
                return outcome;
            }
        }
    }
}
