package io.strapwork.runtime.walk;

import io.strapwork.api.address.AddressSource;
import io.strapwork.api.address.BootFileRequest;
import io.strapwork.api.address.BootFileSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.link.Link;
import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.FirmwareCalls;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.machine.ServingMachine;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.trust.CompanionVerifier;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.LoaderCandidate;
import io.strapwork.runtime.assembly.MenuChoice;
import io.strapwork.runtime.assembly.PluginCall;
import io.strapwork.runtime.outcome.BootOutcome.EntryReport;
import io.strapwork.runtime.outcome.Step;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The nine rooms, and what is done in each. Used once; whoever opened what it works with closes it.
 *
 * @param book    where all reports go
 * @param boot    the plugins
 * @param network comes up on the way, and goes down again
 * @param arena   of the fetched parts
 */
record BootRooms(Assembly assembly, BootSettings settings, MachineSlot slot, Logbook book, AssembledBoot boot, MachineNetwork network,
        Arena arena) {

    /** From power to the last jump. */
    EnteredMachine walk() {
        Machine machine = book.in(Room.MACHINE, this::powerOn);
        Optional<Link> link = book.inIfNeeded(Room.LINK, () -> network.open(boot.driver(), machine));
        Optional<IpNetwork> ip = book.inIfNeeded(Room.STACK, () -> attach(link.orElseThrow()));
        Optional<Lease> lease = book.inIfNeeded(Room.ADDRESS, () -> acquire(machine, ip.orElseThrow()));
        book.in(Room.TRANSPORT, boot::protocols);
        Fetched fetched = book.in(Room.FETCH, () -> fetch(new Online(machine, link, ip, lease)));
        BootImage image = book.in(Room.TRUST, () -> verify(fetched));
        LoadPlan plan = book.in(Room.LOAD, () -> plan(machine, image.parts()));
        Handoff handoff = book.in(Room.HANDOFF, () -> prepare(machine, link, lease, image, plan));
        book.take(Step.QUIESCE, this::quiesce);
        book.take(Step.PLACE, () -> place(machine, plan, handoff));
        return book.takeFor(Step.ENTER, () -> enter(machine, plan, handoff));
    }

    /** The walk's rooms from power to the menu. Nothing is fetched but configurations. */
    BootSource.Found look() {
        Machine machine = book.in(Room.MACHINE, this::powerOn);
        Optional<Link> link = book.inIfNeeded(Room.LINK, () -> network.open(boot.driver(), machine));
        Optional<IpNetwork> ip = book.inIfNeeded(Room.STACK, () -> attach(link.orElseThrow()));
        Optional<Lease> lease = book.inIfNeeded(Room.ADDRESS, () -> acquire(machine, ip.orElseThrow()));
        book.in(Room.TRANSPORT, boot::protocols);
        BootSource.Found found = book.in(Room.FETCH, () -> source(new Online(machine, link, ip, lease)).find(lease));
        book.take(Step.QUIESCE, this::quiesce);
        return found;
    }

    /** A machine that can fetch. */
    private record Online(Machine machine, Optional<Link> link, Optional<IpNetwork> ip, Optional<Lease> lease) {}

    private Machine powerOn() {
        if (assembly.notEntered(Room.LINK).isEmpty()) {
            network.start(assembly.name(), settings.clock());
        }
        var request = new PowerOn(assembly.name(), assembly.architecture(), assembly.memory(), assembly.busKind(), settings.capture());
        return slot.take(() -> PluginCall.in(boot.machine(), () -> boot.machine().powerOn(request)));
    }

    private IpNetwork attach(Link link) {
        IpNetwork attached = network.attach(boot.stack(), link);
        boot.network(attached);
        return attached;
    }

    private Lease acquire(Machine machine, IpNetwork ip) {
        AddressSource source = boot.address();
        boolean named = assembly.menu().flatMap(MenuChoice::config).isPresent();
        boolean bootFile = !named && assembly.parts().stream().anyMatch(part -> part.uri().isEmpty());
        return PluginCall.in(source, () -> bootFile && source instanceof BootFileSource telling
                ? telling.acquireWithBootFile(ip, new BootFileRequest(assembly.architecture(), machine.facts().uuid(), Optional.empty()))
                : source.acquire(ip, assembly.architecture()));
    }

    /** @param line the command line of a menu's entry */
    private record Fetched(List<FetchedPart> parts, Optional<String> line) {}

    private Fetched fetch(Online online) {
        long ram = online.machine().hardware().layout().ramBytes();
        long limit = assembly.limit().map(set -> Math.min(set.bytes(), ram)).orElse(ram);
        BootSource.Found found = source(online).find(online.lease());
        var fetcher = new Fetcher(boot, settings.clock(), settings.listener(), arena, book);
        return new Fetched(fetcher.fetch(found.parts(), limit), found.line());
    }

    private BootSource source(Online online) {
        return new BootSource(assembly, boot, settings.clock(), settings.listener(), book, facts(online, online.lease()),
                () -> asIpxe(online));
    }

    private Map<String, String> facts(Online online, Optional<Lease> lease) {
        return MenuFacts.of(assembly.architecture(), online.machine().facts().uuid(), online.link().map(Link::facts), lease);
    }

    /** Empty where no network is up, or its addresses don't come from somebody who knows boot files. */
    private Optional<Map<String, String>> asIpxe(Online online) {
        if (online.ip().isEmpty() || !(boot.address() instanceof BootFileSource source)) {
            return Optional.empty();
        }
        var request = new BootFileRequest(assembly.architecture(), online.machine().facts().uuid(), Optional.of("iPXE"));
        Lease lease = PluginCall.in(source, () -> source.acquireWithBootFile(online.ip().get(), request));
        return Optional.of(facts(online, Optional.of(lease)));
    }

    /** What is unified comes apart after its trust is decided, which is on the file. */
    private BootImage verify(Fetched fetched) {
        BootImage image = new BootImage(verify(fetched.parts()), fetched.line()).opened(assembly.architecture());
        return new BootImage(JoinedInitrd.of(image.parts(), arena), image.line());
    }

    private VerifiedImage verify(List<FetchedPart> raw) {
        List<Verdict> verdicts = verdicts(raw);
        if (verdicts.size() != raw.size()) {
            throw new IllegalStateException("the verifier gave " + verdicts.size() + " verdicts on " + raw.size() + " parts");
        }
        var good = new ArrayList<VerifiedPart>();
        var problems = new ArrayList<Problem>();
        for (int i = 0; i < raw.size(); i++) {
            FetchedPart part = raw.get(i);
            switch (verdicts.get(i)) {
                case Verdict.Trusted(String by) -> {
                    good.add(new VerifiedPart(part, by));
                    book.verified(part, by);
                }
                case Verdict.Refused(Problem problem) -> {
                    problems.add(problem);
                    book.verified(part, "refused");
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        return new VerifiedImage(good);
    }

    private List<Verdict> verdicts(List<FetchedPart> raw) {
        ImageVerifier verifier = boot.verifier();
        if (verifier instanceof CompanionVerifier wanting) {
            Companions companions = new CompanionFetcher(boot, settings.clock(), settings.listener(), book).fetch(wanting, raw);
            return PluginCall.in(wanting, () -> wanting.verify(raw, companions));
        }
        return PluginCall.in(verifier, () -> verifier.verify(raw));
    }

    private LoadPlan plan(Machine machine, VerifiedImage image) {
        VerifiedPart kernel = image.part("kernel").orElseThrow(() -> new IllegalStateException("the profile has no kernel"));
        LoaderCandidate chosen = LoaderChoice.choose(boot.loaders(), boot::excludedLoaders, kernel);
        book.loadedBy(chosen.id());
        ImageLoader loader = chosen.loader().get();
        return PluginCall.in(loader, () -> loader.plan(image, assembly.architecture(), machine.hardware().layout()));
    }

    private Handoff prepare(Machine machine, Optional<Link> link, Optional<Lease> lease, BootImage image, LoadPlan plan) {
        var request = new HandoffRequest(assembly.architecture(), machine.hardware().layout(), image.parts(), lease,
                link.map(used -> used.facts().location()), machine.facts(), image.line());
        return PluginCall.in(boot.handoff(), () -> boot.handoff().prepare(plan, request));
    }

    /** Plugins first, while the loop still runs. */
    private void quiesce() {
        boot.close();
        network.close();
    }

    private void place(Machine machine, LoadPlan plan, Handoff handoff) {
        book.placed(new ImagePlacer().place(plan, handoff, machine.hardware().layout(), machine.hardware().memory(), settings.clock()));
    }

    private EnteredMachine enter(Machine machine, LoadPlan plan, Handoff handoff) {
        var entry = new Entry(handoff.cpu(), handoff.contract(), plan.segments().stream().map(Segment::range).toList());
        EnteredMachine entered = enter(machine, entry, handoff.calls());
        book.entered(new EntryReport(handoff.cpu(), handoff.contract().id()));
        settings.listener().entered(entered);
        return entered;
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
}
