package io.strapwork.runtime.outcome;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.trust.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a boot came to.
 *
 * @param profile      the profile's name
 * @param architecture of the machine
 * @param rooms        those that were entered, in order
 * @param steps        those that were taken after the rooms, in order
 * @param parts        what was fetched
 * @param companions   what the verifier wanted from beside them
 * @param segments     what was placed
 * @param entry        where the machine was let go, when it was
 * @param problems     why it was not, when it was not
 * @param attempts     what was tried before, one line each
 * @param guest        what became of the guest
 * @param menu         what was chosen from, when there was a menu
 * @param facts        what its plugins told
 * @param lease        what the network has told this host, when it was asked
 */
public record BootOutcome(String profile, Architecture architecture, List<RoomReport> rooms, List<StepReport> steps, List<PartReport> parts,
        List<CompanionReport> companions, List<SegmentReport> segments, Optional<EntryReport> entry, List<Problem> problems,
        List<String> attempts, GuestReport guest,
        Optional<MenuReport> menu, List<FactReport> facts, Optional<LeaseReport> lease) {
    private static final int LONGEST_ATTEMPT = 2000;

    public BootOutcome {
        rooms = List.copyOf(rooms);
        steps = List.copyOf(steps);
        parts = List.copyOf(parts);
        companions = List.copyOf(companions);
        segments = List.copyOf(segments);
        problems = List.copyOf(problems);
        facts = List.copyOf(facts);
        attempts = attempts.stream().map(attempt -> Printable.text(attempt, LONGEST_ATTEMPT)).toList();
    }

    public boolean handedOff() {
        return entry.isPresent();
    }

    /** With what became of the guest. */
    public BootOutcome withGuest(GuestReport other) {
        return new BootOutcome(profile, architecture, rooms, steps, parts, companions, segments, entry, problems, attempts, other, menu,
                facts, lease);
    }

    /** Failed after all, with these problems behind its own. */
    public BootOutcome failed(List<Problem> more) {
        var all = new ArrayList<>(problems);
        all.addAll(more);
        return new BootOutcome(profile, architecture, rooms, steps, parts, companions, segments, Optional.empty(), all, attempts, guest,
                menu, facts, lease);
    }

    /** The last room or step, where a boot that failed was; {@code "none"} before the first. */
    public String reached() {
        if (!steps.isEmpty()) {
            return steps.getLast().step().word();
        }
        return rooms.isEmpty() ? "none" : rooms.getLast().room().section();
    }

    /**
     * What became of a guest.
     *
     * @param reboots how often its restart was followed by another boot; the outcome is that of the last one
     * @param ending  what ended the watch, when it was the guest
     * @param refusal why its restart was not followed by another boot, when it was not
     */
    public record GuestReport(int reboots, Optional<GuestEvent> ending, Optional<String> refusal) {}

    /**
     * A menu, and what was chosen from it.
     *
     * @param config  where its configuration was found; empty when none was
     * @param reader  id of who read it; empty when nobody did
     * @param entry   the id of what boots; empty when nothing could be chosen
     * @param title   of that entry
     * @param trail   all that was looked for, one line each
     * @param remarks what was not understood, one line each
     */
    public record MenuReport(String config, String reader, String entry, String title, List<String> trail, List<String> remarks) {
        public MenuReport {
            trail = List.copyOf(trail);
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * What a plugin told.
     *
     * @param room  where it works
     * @param name  {@code "untold"} of the number of facts that were too many
     * @param value one line that can be shown
     */
    public record FactReport(Room room, String plugin, String name, String value) {}

    /**
     * The host's place in its network, of both families.
     *
     * @param addresses   with their prefixes
     * @param routes      each {@code "::/0 via fe80::1"}
     * @param nameServers in order
     * @param server      who gave the lease; empty without one
     * @param bootFile    what to boot, as the network has told it; empty when it has not
     * @param offers      of all servers, one line each
     */
    public record LeaseReport(List<String> addresses, List<String> routes, List<String> nameServers, String server, String bootFile,
            List<String> offers) {
        public LeaseReport {
            addresses = List.copyOf(addresses);
            routes = List.copyOf(routes);
            nameServers = List.copyOf(nameServers);
            bootFile = Printable.text(bootFile, LONGEST_ATTEMPT);
            offers = offers.stream().map(offer -> Printable.text(offer, LONGEST_ATTEMPT)).toList();
        }
    }

    /** A room that was entered. @param plugin the plugins that worked in it, joined by {@code +} */
    public record RoomReport(Room room, String plugin, Duration took) {}

    /** A step that was taken. */
    public record StepReport(Step step, Duration took) {}

    /**
     * A fetched part.
     *
     * @param uri      without password
     * @param sha256   lower-case hexadecimal
     * @param verified how it is known to be right, as {@link io.strapwork.api.trust.Verdict.Trusted#by} says; {@link #NOT_YET} or {@link #REFUSED} where nobody knows
     */
    public record PartReport(String name, String uri, long bytes, String sha256, Duration took, String verified) {
        /** Of a part that no verifier was asked about. */
        public static final String NOT_YET = "not yet";
        /** Of a part that its verifier doesn't trust. */
        public static final String REFUSED = "refused";
        /** Of a part of which nothing was asked: the profile trusts anything. */
        public static final String NOBODY = "none";
        private static final Pattern DIGEST = Pattern.compile("sha[0-9]+");

        /** Whether it says who vouches for the part. A digest in the profile is the profile's own word. */
        public boolean namesVoucher() {
            return !List.of(NOT_YET, REFUSED, NOBODY, Verdict.Trusted.UNCOVERED).contains(verified) && !DIGEST.matcher(verified).matches();
        }
    }

    /**
     * A file beside a part.
     *
     * @param uri   without password
     * @param bytes of the file; empty when it was not there
     */
    public record CompanionReport(String uri, Optional<Long> bytes) {}

    /**
     * A placed segment.
     *
     * @param fileBytes   bytes that came from the image
     * @param memoryBytes with the zeroed rest
     * @param sha256      of the file bytes, read back from guest memory before the handoff's patches
     */
    public record SegmentReport(String name, GuestAddress address, long fileBytes, long memoryBytes, String sha256) {}

    /** Where and how the machine was let go. */
    public record EntryReport(CpuState cpu, String contract) {}
}
