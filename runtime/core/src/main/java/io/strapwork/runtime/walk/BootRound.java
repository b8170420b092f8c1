package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.FirmwareCalls;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.machine.RunningMachine;
import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.machine.ServingMachine;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.LinkFault;
import io.strapwork.runtime.assembly.LoaderCandidate;
import io.strapwork.runtime.assembly.PluginCall;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.EntryReport;
import io.strapwork.runtime.outcome.BootOutcome.GuestReport;
import io.strapwork.runtime.outcome.BootOutcome.PartReport;
import io.strapwork.runtime.outcome.BootOutcome.SegmentReport;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One way from power, or from a guest's restart, to the last jump. Used once. */
final class BootRound {
    private static final Logger LOG = LoggerFactory.getLogger(BootRound.class);

    private final Assembly assembly;
    private final BootSettings settings;
    private final MachineSlot slot;
    private final int reboots;
    private final List<PartReport> parts = new ArrayList<>();
    private final RoomTimes times;
    private List<SegmentReport> segments = List.of();
    private List<String> attempts = List.of();
    private String loaderId = "?";
    private @Nullable EnteredMachine entered;

    /** @param reboots how often this machine was restarted before */
    BootRound(Assembly assembly, BootSettings settings, MachineSlot slot, int reboots) {
        this.assembly = assembly;
        this.settings = settings;
        this.slot = slot;
        this.reboots = reboots;
        this.times = new RoomTimes(settings.clock(), settings.listener(), room -> room == Room.LOAD ? loaderId : assembly.pluginIds(room));
    }

    /** Boots, and follows the guest if somebody wants to. */
    BootOutcome run() {
        try (Arena arena = Arena.ofShared();
                AssembledBoot boot = assembly.open(settings.clock(), settings.seed().map(seed -> seed + reboots));
                var up = new PoweredMachine(boot, slot)) {
            BootOutcome outcome = outcome(Optional.of(reach(boot, up, arena)), List.of());
            if (entered instanceof RunningMachine machine) {
                Optional<GuestEvent> ending = settings.listener().running(machine, outcome);
                return outcome.withGuest(
                        new GuestReport(reboots, ending, ending.filter(GuestEvent.RESET::equals).flatMap(reset -> slot.rebootRefusal())));
            }
            return outcome;
        } catch (StrapworkException e) {
            LOG.debug("the boot failed", e);
            return outcome(Optional.empty(), e.problems());
        } catch (OutOfMemoryError e) {
            LOG.debug("the boot failed", e);
            return outcome(Optional.empty(),
                    List.of(new Problem("SW-X102", Blame.HOST, times.current().section(), "this computer has no memory left",
                            "give the JVM more memory, or boot a smaller image")));
        } catch (LinkageError e) {
            LOG.debug("the boot failed", e);
            return outcome(Optional.empty(), List.of(unlinked(times.current(), e)));
        } catch (RuntimeException | Error e) {
            LOG.debug("the boot failed", e);
            return outcome(Optional.empty(), List.of(fault(times.current(), e)));
        }
    }

    /** A dead link is the reason of what failed above it. */
    private EntryReport reach(AssembledBoot boot, PoweredMachine up, Arena arena) {
        try {
            return walk(boot, up, arena);
        } catch (StrapworkException e) {
            throw up.failure().orElse(e);
        }
    }

    private EntryReport walk(AssembledBoot boot, PoweredMachine up, Arena arena) {
        up.powerOn(new PowerOn(assembly.name(), assembly.architecture(), assembly.memory(), assembly.busKind(), settings.capture()),
                settings.clock(), times);
        times.in(Room.TRANSPORT, boot::protocols);
        List<FetchedPart> raw = times.in(Room.FETCH, () -> fetch(boot, up, arena));
        VerifiedImage good = times.in(Room.TRUST, () -> verify(boot, raw));
        LoadPlan plan = times.in(Room.LOAD, () -> plan(boot, up.machine(), good));
        var request = new HandoffRequest(assembly.architecture(), up.machine().layout(), good, Optional.of(up.lease()),
                up.link().facts().location(), up.machine().facts());
        return times.in(Room.HANDOFF, () -> {
            Handoff exit = PluginCall.in(boot.handoff(), () -> boot.handoff().prepare(plan, request));
            up.quiesce();
            segments = new ImagePlacer().place(plan, exit, up.machine().layout(), up.machine().memory(), settings.clock());
            var entry = new Entry(exit.cpu(), exit.contract(), plan.segments().stream().map(Segment::range).toList());
            EnteredMachine machine = enter(up.machine(), entry, exit.calls());
            entered = machine;
            settings.listener().entered(machine);
            return new EntryReport(exit.cpu(), exit.contract().id());
        });
    }

    private static EnteredMachine enter(Machine machine, Entry entry, Optional<FirmwareCalls> calls) {
        if (calls.isEmpty()) {
            return machine.enter(entry);
        }
        if (machine instanceof ServingMachine serving) {
            return serving.enter(entry, calls.get());
        }
        throw new IllegalStateException("the handoff answers calls, which the machine can't pass on: it gives no call entry");
    }

    private List<FetchedPart> fetch(AssembledBoot boot, PoweredMachine up, Arena arena) {
        var fetcher = new Fetcher(boot, settings.clock(), settings.listener(), arena);
        try {
            List<FetchedPart> raw = fetcher.fetch(assembly.parts(), up.lease(), limit(up.machine()));
            raw.forEach(part -> parts.add(report(part, "not yet")));
            return raw;
        } finally {
            attempts = fetcher.attempts();
        }
    }

    private long limit(Machine machine) {
        long ram = machine.layout().ramBytes();
        return assembly.limit().map(limit -> Math.min(limit.bytes(), ram)).orElse(ram);
    }

    private VerifiedImage verify(AssembledBoot boot, List<FetchedPart> raw) {
        List<Verdict> verdicts = PluginCall.in(boot.verifier(), () -> boot.verifier().verify(raw));
        if (verdicts.size() != raw.size()) {
            throw new IllegalStateException("the verifier gave " + verdicts.size() + " verdicts on " + raw.size() + " parts");
        }
        var good = new ArrayList<VerifiedPart>();
        var problems = new ArrayList<Problem>();
        for (int i = 0; i < raw.size(); i++) {
            switch (verdicts.get(i)) {
                case Verdict.Trusted(String by) -> {
                    good.add(new VerifiedPart(raw.get(i), by));
                    parts.set(i, report(raw.get(i), by));
                }
                case Verdict.Refused(Problem problem) -> {
                    problems.add(problem);
                    parts.set(i, report(raw.get(i), "refused"));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        return new VerifiedImage(good);
    }

    private LoadPlan plan(AssembledBoot boot, Machine machine, VerifiedImage good) {
        VerifiedPart kernel = good.part("kernel").orElseThrow(() -> new IllegalStateException("the profile has no kernel"));
        LoaderCandidate chosen = LoaderChoice.choose(boot.loaders(), kernel);
        loaderId = chosen.id();
        ImageLoader loader = chosen.loader().get();
        return PluginCall.in(loader, () -> loader.plan(good, assembly.architecture(), machine.layout()));
    }

    private static PartReport report(FetchedPart part, String verified) {
        return new PartReport(part.name(), part.uri().toString(), part.bytes(), part.sha256(), part.took(), verified);
    }

    private Problem unlinked(Room room, LinkageError e) {
        return new Problem("SW-X104", Blame.BUG, room.section() + ": " + assembly.pluginIds(room),
                "a plugin of the " + room.section() + " room " + LinkFault.reason(e),
                "a plugin jar must hold all libraries that it uses, in the versions that it was built with; tell its author");
    }

    private static Problem fault(Room room, Throwable e) {
        @Nullable
        StackTraceElement at = e.getStackTrace().length == 0 ? null : e.getStackTrace()[0];
        return new Problem("SW-X101", Blame.BUG, room.section() + (at == null ? "" : " at " + at.getClassName() + "." + at.getMethodName()),
                "a plugin or Strapwork itself has a fault: " + e, "run again with --verbose for the whole trace, and report it");
    }

    private BootOutcome outcome(Optional<EntryReport> entry, List<Problem> problems) {
        return new BootOutcome(assembly.name(), assembly.architecture(), times.reports(), parts, segments, entry, problems, attempts,
                new GuestReport(reboots, Optional.empty(), Optional.empty()));
    }
}
