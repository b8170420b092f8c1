package io.strapwork.trust.compose;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ContentDigests;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.trust.Companion;
import io.strapwork.api.trust.CompanionPattern;
import io.strapwork.api.trust.CompanionVerifier;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.DigestingVerifier;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.MenuVerifier;
import io.strapwork.api.trust.Uncoverable;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifierPlugin;
import io.strapwork.api.trust.Voucher;
import io.strapwork.api.trust.Voucher.Answer;
import io.strapwork.api.trust.VoucherSurvey;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Trusts what a list of digests names, once another verifier has vouched for the list; or for a list that names this list, and so on. */
@VerifierPlugin(id = "sums")
public final class SumsVerifier implements CompanionVerifier, MenuVerifier, DigestingVerifier, VoucherSurvey {
    private final SumsOptions options;
    private final ImageVerifier by;
    private final BootClock clock;

    /** @param by the one that the option names */
    @Inject
    public SumsVerifier(SumsOptions options, @Named("by") ImageVerifier by, BootClock clock) {
        this.options = options;
        this.by = by;
        this.clock = clock;
    }

    @Override
    public List<String> companions(FetchedPart part) {
        List<String> lists = lists(part);
        var names = new ArrayList<>(lists);
        if (by instanceof CompanionVerifier wanting) {
            String first = lists.getFirst();
            String folder = first.substring(0, first.lastIndexOf('/') + 1);
            for (String name : wanting.companions(list(part, first, MemorySegment.NULL))) {
                names.add(name.startsWith("/") ? name : folder + name);
            }
        }
        if (names.size() > MOST) {
            throw new Problem("SW-T308", Blame.USER, "trust.lists", names.size() + " files are wanted beside each part",
                    "name fewer lists, or fewer places for the signature of the first: at most " + MOST + " in all").asException();
        }
        return names.stream().distinct().toList();
    }

    /** As far as the lists' names tell. */
    @Override
    public Set<String> digests() {
        return options.lists().stream().anyMatch(list -> list.contains("512")) ? Set.of("SHA-512") : Set.of();
    }

    private List<String> lists(FetchedPart part) {
        return options.lists().stream().map(list -> new CompanionPattern(list).name(part)).toList();
    }

    /** The list as a part of its own. */
    private static FetchedPart list(FetchedPart part, String name, MemorySegment content) {
        return new FetchedPart(name.substring(name.lastIndexOf('/') + 1), Companions.place(part, name), content,
                ContentDigests.of(content).hex("SHA-256"), Duration.ZERO);
    }

    @Override
    public List<Voucher> vouchers(List<String> parts) {
        String first = options.lists().getFirst();
        Voucher list = VoucherSurvey.of(by, options.by(), List.of(first.substring(first.lastIndexOf('/') + 1))).getFirst();
        // A name that depends on the part is not known yet.
        boolean refused = list.answer() == Answer.REFUSES && !new CompanionPattern(first).isOfEachPart();
        return parts.stream().map(part -> new Voucher("sums",
                refused ? Answer.REFUSES : Uncoverable.anyIsNamed(options.uncovered(), part) ? Answer.UNCOVERED : Answer.VOUCHES,
                options.lists(), List.of(list))).toList();
    }

    @Override
    public List<Verdict> verify(List<FetchedPart> parts, Companions companions) {
        var known = new HashMap<BootUri, VouchedList>();
        return parts.stream().map(part -> verdict(part, companions, known)).toList();
    }

    private Verdict verdict(FetchedPart part, Companions companions, Map<BootUri, VouchedList> known) {
        var good = new ArrayList<VouchedList.Good>();
        for (String name : lists(part)) {
            BootUri place = Companions.place(part, name);
            VouchedList list = known.get(place);
            if (list == null) {
                list = vouched(part, name, good, companions);
                known.put(place, list);
            }
            switch (list) {
                case VouchedList.Bad(Problem problem) -> {
                    return new Verdict.Refused(problem);
                }
                case VouchedList.Good its -> good.add(its);
            }
        }
        return named(part, good, Uncoverable.anyIs(options.uncovered(), part));
    }

    /** @param before the lists that may name it; empty for the first */
    private VouchedList vouched(FetchedPart part, String name, List<VouchedList.Good> before, Companions companions) {
        BootUri place = Companions.place(part, name);
        if (!(companions.of(part, name) instanceof Companion.Found(MemorySegment content)) || content.byteSize() == 0) {
            return new VouchedList.Bad(problem("SW-T301", Blame.PEER, place.toString(), "the list of digests is not there, or is empty",
                    "put it on the server, or say where it is: lists = [\"…\"] in [trust]"));
        }
        FetchedPart list = list(part, name, offHeap(content));
        Verdict verdict = before.isEmpty() ? first(list, companions) : named(list, before, false);
        return switch (verdict) {
            case Verdict.Refused(Problem problem) -> new VouchedList.Bad(problem);
            case Verdict.Trusted trusted when trusted.isUncovered() -> new VouchedList.Bad(problem("SW-T302", Blame.USER, place.toString(),
                    "nobody vouches for the list of digests", "a list can't be uncovered: rename it, or remove it from uncovered"));
            case Verdict.Trusted trusted -> read(list, trusted.content().orElse(list.content()), trusted.by());
        };
    }

    /** Parts are off heap wherever they are. */
    private static MemorySegment offHeap(MemorySegment content) {
        MemorySegment copy = Arena.ofAuto().allocate(content.byteSize());
        return copy.copyFrom(content).asReadOnly();
    }

    private Verdict first(FetchedPart list, Companions companions) {
        List<FetchedPart> lists = List.of(list);
        return (by instanceof CompanionVerifier wanting ? wanting.verify(lists, companions) : by.verify(lists)).getFirst();
    }

    private VouchedList read(FetchedPart list, MemorySegment content, String voucher) {
        SumList sums = SumList.parse(content.toArray(ValueLayout.JAVA_BYTE));
        if (sums.validUntil().filter(until -> clock.now().isAfter(until)).isPresent()) {
            return new VouchedList.Bad(problem("SW-T305", Blame.PEER, list.uri().toString(),
                    "the list of digests is out of date: it was valid until " + sums.validUntil().get() + ", and now it is " + clock.now(),
                    "the mirror is old, or somebody replays an old list; use another mirror, and check this computer's clock"));
        }
        return new VouchedList.Good(list, sums, voucher);
    }

    /** By the last list that names it. */
    private static Verdict named(FetchedPart part, List<VouchedList.Good> lists, boolean uncovered) {
        for (VouchedList.Good list : lists.reversed()) {
            Optional<String> name = relative(part.uri(), list.part().uri());
            if (name.filter(list.sums().ambiguous()::containsKey).isPresent()) {
                return new Verdict.Refused(problem("SW-T304", Blame.PEER, list.part().uri().toString(),
                        "the list names \"" + name.get() + "\" twice, with different digests", "make the list again"));
            }
            boolean alone = list.part().fileName().startsWith(part.fileName() + ".");
            Optional<SumList.Entry> entry = name.map(list.sums().entries()::get).or(() -> list.sums().only().filter(_ -> alone));
            if (entry.isPresent()) {
                return compared(part, list, entry.get());
            }
        }
        if (uncovered) {
            return new Verdict.Trusted(Verdict.Trusted.UNCOVERED);
        }
        VouchedList.Good last = lists.getLast();
        String at = relative(part.uri(), last.part().uri()).orElse("");
        return new Verdict.Refused(problem("SW-T303", Blame.PEER, last.part().uri().toString(),
                "no list of digests names \"" + part.name() + "\", which is " + part.uri(),
                (at.isEmpty()
                        ? "a list names files in its own folder, and below it"
                        : "looked for a SHA-256 or SHA-512 of \"" + at + "\"; add it to the list, and sign the list again")
                        + Uncoverable.waysOn(part)));
    }

    /** The path of a file, from the folder of a list on; empty when it is elsewhere. */
    private static Optional<String> relative(BootUri file, BootUri list) {
        String folder = list.folder().decodedPath();
        String path = file.withoutDots().decodedPath();
        return list.folder().withPath("/").equals(file.folder().withPath("/")) && path.startsWith(folder) && path.length() > folder.length()
                ? Optional.of(path.substring(folder.length()))
                : Optional.empty();
    }

    private static Verdict compared(FetchedPart part, VouchedList.Good list, SumList.Entry entry) {
        String found = entry.algorithm().equals("sha256") ? part.sha256() : part.digests().hex("SHA-512");
        if (found.equals(entry.hex())) {
            return new Verdict.Trusted(entry.algorithm() + " in " + list.part().fileName() + " line " + entry.line() + ", " + list.by());
        }
        return new Verdict.Refused(problem("SW-T306", Blame.PEER, part.uri().toString(),
                "\"" + part.name() + "\" (" + part.bytes() + " bytes) does not match line " + entry.line() + " of "
                        + list.part().fileName(),
                "listed: " + entry.algorithm() + ":" + entry.hex() + "\nfound:  " + entry.algorithm() + ":" + found
                        + "\nthe server has another version of the file than of the list, or somebody changed it; don't boot it before you know why"));
    }

    private static Problem problem(String code, Blame blame, String where, String what, String hint) {
        return new Problem(code, blame, where, what, hint);
    }
}
