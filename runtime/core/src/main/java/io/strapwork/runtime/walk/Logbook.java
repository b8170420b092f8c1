package io.strapwork.runtime.walk;

import io.netty.util.NetUtil;
import io.strapwork.api.address.Lease;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.Choice;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.CompanionReport;
import io.strapwork.runtime.outcome.BootOutcome.EntryReport;
import io.strapwork.runtime.outcome.BootOutcome.FactReport;
import io.strapwork.runtime.outcome.BootOutcome.GuestReport;
import io.strapwork.runtime.outcome.BootOutcome.LeaseReport;
import io.strapwork.runtime.outcome.BootOutcome.MenuReport;
import io.strapwork.runtime.outcome.BootOutcome.PartReport;
import io.strapwork.runtime.outcome.BootOutcome.RoomReport;
import io.strapwork.runtime.outcome.BootOutcome.SegmentReport;
import io.strapwork.runtime.outcome.BootOutcome.StepReport;
import io.strapwork.runtime.outcome.Step;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All reports on one boot, in the order in which they come in; in the end, its outcome. Times each room and step, and tells the listener. Used by the boot's own thread. */
final class Logbook {
    private final Assembly assembly;
    private final BootClock clock;
    private final BootListener listener;
    private final int reboots;
    private final List<RoomReport> rooms = new ArrayList<>();
    private final List<StepReport> steps = new ArrayList<>();
    private final List<PartReport> parts = new ArrayList<>();
    private final List<CompanionReport> companions = new ArrayList<>();
    private final List<String> attempts = new ArrayList<>();
    private List<SegmentReport> segments = List.of();
    private Optional<EntryReport> entry = Optional.empty();
    private Optional<MenuReport> menu = Optional.empty();
    private Optional<LeaseReport> lease = Optional.empty();
    private Supplier<List<FactReport>> facts = List::of;
    private String loader = "?";
    private String where = Room.MACHINE.section();
    private String plugins = "";

    /** @param reboots how often this machine was restarted before */
    Logbook(Assembly assembly, BootClock clock, BootListener listener, int reboots) {
        this.assembly = assembly;
        this.clock = clock;
        this.listener = listener;
        this.reboots = reboots;
    }

    /**
     * Does a room's work; its time counts also when it throws.
     *
     * @throws io.strapwork.api.plugin.StrapworkException SW-X121 when the thread is interrupted, before the work begins
     */
    <T> T in(Room room, Supplier<T> work) {
        plugins = assembly.pluginIds(room);
        return timed(room.section(), work, took -> rooms.add(new RoomReport(room, ids(room), took)),
                took -> listener.left(room, ids(room), took));
    }

    /** As {@link #in}, for what a further kind's plugin does in its room. */
    <T> T in(Kind kind, Supplier<T> work) {
        plugins = assembly.choice(kind).map(Choice::plugin).orElse("");
        String ids = plugins;
        return timed(kind.section(), work, took -> rooms.add(new RoomReport(kind.room(), ids, took)),
                took -> listener.left(kind.room(), ids, took));
    }

    /** As {@link #in}, in a room that is only entered when something needs it; empty when nothing does. */
    <T> Optional<T> inIfNeeded(Room room, Supplier<T> work) {
        return assembly.notEntered(room).isPresent() ? Optional.empty() : Optional.of(in(room, work));
    }

    /** Takes a step; otherwise as {@link #in}. */
    void take(Step step, Runnable work) {
        takeFor(step, () -> {
            work.run();
            return step;
        });
    }

    /** As {@link #take}, for what comes of it. */
    <T> T takeFor(Step step, Supplier<T> work) {
        plugins = "";
        return timed(step.word(), work, took -> steps.add(new StepReport(step, took)), took -> listener.taken(step, took));
    }

    private <T> T timed(String name, Supplier<T> work, Consumer<Duration> report, Consumer<Duration> tell) {
        where = name;
        long start = clock.nanoTime();
        boolean done = false;
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw new Problem("SW-X121", Blame.USER, name, "the boot was interrupted", "").asException();
            }
            T result = work.get();
            done = true;
            return result;
        } finally {
            var took = Duration.ofNanos(clock.nanoTime() - start);
            report.accept(took);
            if (done) {
                tell.accept(took);
            }
        }
    }

    private String ids(Room room) {
        return room == Room.LOAD ? loader : assembly.pluginIds(room);
    }

    void chosen(MenuReport report) {
        menu = Optional.of(report);
    }

    /** How far a search came that has led to no entry, or to none yet. @param trail all that was looked for, one line each */
    void searched(List<String> trail) {
        MenuReport last = menu.orElse(new MenuReport("", "", "", "", List.of(), List.of()));
        menu = Optional.of(new MenuReport(last.config(), last.reader(), last.entry(), last.title(), trail, last.remarks()));
    }

    /** All parts, not yet verified. */
    void fetched(List<FetchedPart> fetched) {
        fetched.forEach(part -> parts.add(report(part, PartReport.NOT_YET)));
    }

    /** @param by how a part is known to be right, or {@link PartReport#REFUSED} */
    void verified(FetchedPart part, String by) {
        parts.replaceAll(
                report -> report.name().equals(part.name()) && report.uri().equals(part.uri().toString())
                        && report.sha256().equals(part.sha256())
                                ? report(part, by)
                                : report);
    }

    private static PartReport report(FetchedPart part, String verified) {
        return new PartReport(part.name(), part.uri().toString(), part.bytes(), part.sha256(), part.took(), verified);
    }

    /** A file from beside a part, or that there is none. */
    void companion(CompanionReport report) {
        companions.add(report);
    }

    /** Attempts of a fetch that failed, one line each. */
    void attempted(List<String> failed) {
        attempts.addAll(failed);
    }

    /** The loader that the image chose. */
    void loadedBy(String id) {
        loader = id;
    }

    /** What the network has told; the last report is that of the outcome. */
    void leased(Lease told) {
        IpConfiguration own = told.configuration();
        lease = Optional.of(new LeaseReport(own.addresses().stream().map(each -> text(each.address(), each.prefix())).toList(),
                own.routes().stream().map(each -> text(each.network(), each.prefix())
                        + each.gateway().map(gateway -> " via " + NetUtil.toAddressString(gateway)).orElse("")).toList(),
                own.nameServers().stream().map(NetUtil::toAddressString).toList(),
                told.server().map(NetUtil::toAddressString).orElse(""), told.bootFile().orElse(""), told.offers()));
    }

    private static String text(InetAddress address, int prefix) {
        return NetUtil.toAddressString(address) + "/" + prefix;
    }

    /** Where its plugins' facts are, whenever the outcome is made. */
    void facts(Supplier<List<FactReport>> told) {
        facts = told;
    }

    void placed(List<SegmentReport> reports) {
        segments = List.copyOf(reports);
    }

    void entered(EntryReport report) {
        entry = Optional.of(report);
    }

    /** Of a boot that went well. */
    BootOutcome outcome() {
        return outcome(entry, List.of());
    }

    /** Of a boot that something ended, also when that was after the last jump. */
    BootOutcome failed(Throwable thrown) {
        return outcome(Optional.empty(), Failure.inBoot(thrown, where, plugins));
    }

    private BootOutcome outcome(Optional<EntryReport> reached, List<Problem> problems) {
        return new BootOutcome(assembly.name(), assembly.architecture(), rooms, steps, parts, companions, segments, reached, problems,
                attempts,
                new GuestReport(reboots, Optional.empty(), Optional.empty()), menu, facts.get(), lease);
    }
}
