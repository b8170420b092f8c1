package io.strapwork.runtime.walk;

import io.strapwork.api.address.AddressSource;
import io.strapwork.api.address.BootFileRequest;
import io.strapwork.api.address.BootFileSource;
import io.strapwork.api.address.GrowingSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.handoff.FileHandoff;
import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.link.Link;
import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryCheck;
import io.strapwork.api.machine.FileLoadingMachine;
import io.strapwork.api.machine.FirmwareCalls;
import io.strapwork.api.machine.Hardware;
import io.strapwork.api.machine.KernelFiles;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.machine.ServingMachine;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.BootFrom;
import io.strapwork.runtime.assembly.LoaderCandidate;
import io.strapwork.runtime.assembly.MenuChoice;
import io.strapwork.runtime.assembly.PluginCall;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.outcome.BootOutcome.EntryReport;
import io.strapwork.runtime.outcome.Step;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The nine rooms, and what is done in each. Used once; whoever opened what it works with closes it.
 *
 * @param book    where all reports go
 * @param boot    the plugins
 * @param network comes up on the way, and goes down again
 * @param disks   as the network
 * @param arena   of the fetched parts
 */
record BootRooms(Assembly assembly, BootSettings settings, MachineSlot slot, Logbook book, AssembledBoot boot, MachineNetwork network,
        MachineDisks disks, Arena arena) {
    /** Of the second family's addresses, once the first one's have led nowhere. */
    private static final Duration JOINING = Duration.ofSeconds(8);

    /** From power to the last jump. */
    EnteredMachine walk() {
        Placed placed = toHandoff();
        return book.takeFor(Step.ENTER, () -> enter(placed));
    }

    /** As {@link #walk}, but whoever packs gets what was placed, instead of the last jump. */
    PlacedBoot pack(Consumer<PlacedBoot> packer) {
        Placed placed = toHandoff();
        return book.takeFor(Step.PACK, () -> pack(placed, packer));
    }

    /** All that is, or is to be, in guest memory. @param files that it was made of, for a machine that may want them */
    private record Placed(Machine machine, LoadPlan plan, Handoff handoff, Optional<KernelFiles> files) {}

    /** The nine rooms, and what is done before the last jump. */
    private Placed toHandoff() {
        Machine machine = book.in(Room.MACHINE, this::powerOn);
        Optional<Link> link = book.inIfNeeded(Room.LINK, () -> network.open(boot.driver(), machine));
        openDisks(machine);
        Optional<IpNetwork> ip = book.inIfNeeded(Room.STACK, () -> attach(link.orElseThrow()));
        Optional<Lease> lease = book.inIfNeeded(Room.ADDRESS, () -> acquire(machine, ip.orElseThrow()));
        book.in(Room.TRANSPORT, boot::protocols);
        Fetched fetched = book.in(Room.FETCH, () -> again(new Online(machine, link, ip, lease), this::fetch));
        BootImage image = book.in(Room.TRUST, () -> verify(fetched));
        LoadPlan plan = book.in(Room.LOAD, () -> plan(machine, image.parts(), fetched.early()));
        Placed placed = book.in(Room.HANDOFF,
                () -> prepare(machine, plan, request(machine, link, lease.map(known -> grown(known, Duration.ZERO)), image)));
        book.take(Step.QUIESCE, this::quiesce);
        book.take(Step.PLACE, () -> place(machine, image.parts(), plan, placed.handoff()));
        return placed;
    }

    /** The walk's rooms from power to the menu. Nothing is fetched but configurations. @param atParts asks whether what would be fetched is there */
    BootSource.Found look(boolean atParts) {
        Machine machine = book.in(Room.MACHINE, this::powerOn);
        Optional<Link> link = book.inIfNeeded(Room.LINK, () -> network.open(boot.driver(), machine));
        openDisks(machine);
        Optional<IpNetwork> ip = book.inIfNeeded(Room.STACK, () -> attach(link.orElseThrow()));
        Optional<Lease> lease = book.inIfNeeded(Room.ADDRESS, () -> acquire(machine, ip.orElseThrow()));
        book.in(Room.TRANSPORT, boot::protocols);
        BootSource.Found found = book.in(Room.FETCH,
                () -> again(new Online(machine, link, ip, lease), online -> found(online, atParts)));
        book.take(Step.QUIESCE, this::quiesce);
        return found;
    }

    private BootSource.Found found(Online online, boolean atParts) {
        BootSource.Found found = source(online).find(online.lease());
        if (atParts) {
            new Fetcher(boot, settings.clock(), settings.listener(), arena, book).inquire(found.parts());
        }
        return found;
    }

    /** A machine that can fetch. */
    private record Online(Machine machine, Optional<Link> link, Optional<IpNetwork> ip, Optional<Lease> lease) {}

    private Machine powerOn() {
        if (assembly.notEntered(Room.LINK).isEmpty()) {
            network.start(assembly.name(), settings.clock());
        }
        PowerOn request = BootRound.request(assembly, settings);
        return slot.take(() -> PluginCall.in(boot.machine(), () -> boot.machine().powerOn(request)));
    }

    /** Only where something that is fetched lies on them. */
    private void openDisks(Machine machine) {
        if (assembly.opensDisks()) {
            boot.disks(book.in(Kind.DISK_DRIVER, () -> disks.open(boot.diskDriver(), machine)));
        }
    }

    private IpNetwork attach(Link link) {
        IpNetwork attached = network.attach(boot.stack(), link);
        boot.network(attached);
        return attached;
    }

    private Lease acquire(Machine machine, IpNetwork ip) {
        AddressSource source = boot.address();
        boolean named = assembly.bootFrom() == BootFrom.DISK || assembly.menu().flatMap(MenuChoice::config).isPresent();
        boolean bootFile = !named && assembly.parts().stream().anyMatch(part -> part.uri().isEmpty());
        Lease lease = PluginCall.in(source, () -> bootFile && source instanceof BootFileSource telling
                ? telling.acquireWithBootFile(ip, new BootFileRequest(assembly.architecture(), machine.facts().uuid(), Optional.empty()))
                : source.acquire(ip, assembly.architecture()));
        book.leased(lease);
        return lease;
    }

    /** What can't be reached with the addresses that were there first may be reached with those that have joined; a server of the other family only is worth waiting for them. */
    private <T> T again(Online online, Function<Online, T> work) {
        try {
            return work.apply(online);
        } catch (StrapworkException e) {
            boolean interrupted = Thread.currentThread().isInterrupted();
            Optional<Lease> more = online.lease().filter(_ -> !interrupted)
                    .map(known -> grown(known, isUnknownHost(e) ? JOINING : Duration.ZERO))
                    .filter(grown -> !grown.configuration().equals(online.lease().get().configuration()));
            if (more.isEmpty() || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return work.apply(new Online(online.machine(), online.link(), online.ip(), more));
        }
    }

    private static boolean isUnknownHost(Throwable e) {
        return e instanceof UnknownHostException || e.getCause() != null && isUnknownHost(e.getCause());
    }

    private Lease grown(Lease known, Duration patience) {
        if (!(boot.address() instanceof GrowingSource source)) {
            return known;
        }
        Lease grown = PluginCall.in(source, () -> source.lease(patience));
        book.leased(grown);
        return grown;
    }

    /**
     * @param line the kernel's command line, apart from the profile's own
     * @param by   who says that it is these
     * @param early of the kernel's loader
     */
    private record Fetched(List<FilePart> parts, Optional<String> line, ChosenBy by, EarlyLoading early) {}

    private Fetched fetch(Online online) {
        long ram = online.machine().hardware().layout().ramBytes();
        long limit = assembly.limit().map(set -> Math.min(set.bytes(), ram)).orElse(ram);
        BootSource source = source(online);
        BootSource.Found found = source.find(online.lease());
        var fetcher = new Fetcher(boot, settings.clock(), settings.listener(), arena, book);
        var early = new EarlyLoading(boot, settings.clock(), online.machine().hardware().layout());
        return new Fetched(fetcher.fetch(found.parts(), limit, early), found.said().line().text(), source.chosenBy(), early);
    }

    private BootSource source(Online online) {
        return new BootSource(assembly, boot, settings.clock(), settings.listener(), book, facts(online, online.lease()),
                () -> asIpxe(online));
    }

    private Map<String, String> facts(Online online, Optional<Lease> lease) {
        return MenuFacts.of(assembly.architecture(), online.machine().facts(), online.link().map(Link::facts), lease);
    }

    /** Empty where no network is up, or its addresses don't come from somebody who knows boot files. */
    private Optional<Map<String, String>> asIpxe(Online online) {
        if (online.ip().isEmpty() || !(boot.address() instanceof BootFileSource source)) {
            return Optional.empty();
        }
        var request = new BootFileRequest(assembly.architecture(), online.machine().facts().uuid(), Optional.of("iPXE"));
        Lease lease = PluginCall.in(source, () -> source.acquireWithBootFile(online.ip().get(), request));
        book.leased(lease);
        return Optional.of(facts(online, Optional.of(lease)));
    }

    /** What is unified comes apart after its trust is decided, which is on the file. */
    private BootImage verify(Fetched fetched) {
        VerifiedImage verified = new TrustRoom(boot, settings, book).verify(fetched.parts(), fetched.by());
        BootImage image = new BootImage(verified, fetched.line()).opened(assembly.architecture());
        return new BootImage(JoinedInitrd.of(image.parts(), arena), image.line());
    }

    private LoadPlan plan(Machine machine, VerifiedImage image, EarlyLoading early) {
        VerifiedPart kernel = image.part("kernel").orElseThrow(() -> new IllegalStateException("the profile has no kernel"));
        LoaderCandidate chosen = LoaderChoice.choose(boot.loaders(), boot::excludedLoaders, kernel);
        book.loadedBy(chosen.id());
        ImageLoader loader = chosen.loader().get();
        early.await();
        return PluginCall.in(loader, () -> loader.plan(image, assembly.architecture(), machine.hardware().layout()));
    }

    private HandoffRequest request(Machine machine, Optional<Link> link, Optional<Lease> lease, BootImage image) {
        return new HandoffRequest(assembly.architecture(), machine.hardware().layout(), image.parts(), lease,
                link.map(used -> used.facts().location()), machine.facts(), image.line());
    }

    private Placed prepare(Machine machine, LoadPlan plan, HandoffRequest request) {
        Handoff handoff = PluginCall.in(boot.handoff(), () -> boot.handoff().prepare(plan, request));
        return new Placed(machine, plan, handoff, files(machine, plan, request));
    }

    private Optional<KernelFiles> files(Machine machine, LoadPlan plan, HandoffRequest request) {
        return machine instanceof FileLoadingMachine && boot.handoff() instanceof FileHandoff shim
                ? PluginCall.in(shim, () -> shim.files(plan, request))
                : Optional.empty();
    }

    /** Plugins first, while the loop still runs. */
    private void quiesce() {
        boot.close();
        try {
            network.close();
        } finally {
            disks.close();
        }
    }

    private void place(Machine machine, VerifiedImage image, LoadPlan plan, Handoff handoff) {
        book.placed(new ImagePlacer(KnownSums.of(image)).place(plan, handoff, machine.hardware().layout(), machine.hardware().memory(),
                settings.clock()));
    }

    private PlacedBoot pack(Placed placed, Consumer<PlacedBoot> packer) {
        Handoff handoff = placed.handoff();
        Hardware hardware = placed.machine().hardware();
        List<Problem> broken = EntryCheck.check(entry(placed.plan(), handoff), hardware.architecture(), hardware.memory());
        if (!broken.isEmpty()) {
            throw new StrapworkException(broken, null);
        }
        List<Segment> segments = Stream.concat(placed.plan().segments().stream(), handoff.segments().stream()).toList();
        var packed = new PlacedBoot(assembly.name(), hardware.architecture(), handoff.cpu(), handoff.contract().id(),
                segments.stream().map(each -> new PlacedBoot.Range(each.name(), each.range(), each.source().byteSize())).toList(),
                hardware.memory(), handoff.calls());
        packer.accept(packed);
        return packed;
    }

    private static Entry entry(LoadPlan plan, Handoff handoff) {
        return new Entry(handoff.cpu(), handoff.contract(), plan.segments().stream().map(Segment::range).toList());
    }

    private EnteredMachine enter(Placed placed) {
        Handoff handoff = placed.handoff();
        EnteredMachine entered = enter(placed, entry(placed.plan(), handoff), handoff.calls());
        book.entered(new EntryReport(handoff.cpu(), handoff.contract().id()));
        slot.entered(entered);
        settings.listener().entered(entered);
        return entered;
    }

    private static EnteredMachine enter(Placed placed, Entry entry, Optional<FirmwareCalls> calls) {
        if (calls.isEmpty()) {
            return placed.files().isPresent() && placed.machine() instanceof FileLoadingMachine loading
                    ? loading.enter(entry, placed.files().get())
                    : placed.machine().enter(entry);
        }
        if (placed.machine() instanceof ServingMachine serving) {
            return serving.enter(entry, calls.get());
        }
        throw new IllegalStateException("the handoff answers calls, which the machine can't pass on: it gives no call entry");
    }
}
