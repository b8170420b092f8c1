package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.fetch.PartRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.CompanionVerifier;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.MenuVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.api.trust.Voucher;
import io.strapwork.api.trust.VoucherSurvey;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.PluginCall;
import io.strapwork.runtime.outcome.BootOutcome.PartReport;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What may be booted of what was fetched. */
record TrustRoom(AssembledBoot boot, BootSettings settings, Logbook book) {
    private static final int SHOWN = 200;
    private static final String OUTSIDE = "SW-F120";
    private static final String TOLD = "SW-F122";
    private static final String CHANGED = "SW-F123";

    /**
     * Asks the verifier about everything at once, and goes on with what it vouches for.
     *
     * @param by what led to the parts
     */
    VerifiedImage verify(List<FilePart> parts, ChosenBy by) {
        ImageVerifier verifier = boot.verifier();
        boolean withMenu = verifier instanceof MenuVerifier;
        List<FetchedPart> menu = withMenu ? menu(by) : List.of();
        List<TrustQuestion> questions = withMenu ? TrustQuestion.ofFiles(parts, menu) : TrustQuestion.ofParts(parts);
        List<FetchedPart> asked = questions.stream().map(TrustQuestion::asked).toList();
        book.fetched(menu);
        List<Verdict> verdicts = verdicts(verifier, asked);
        if (verdicts.size() != asked.size()) {
            throw new IllegalStateException("the verifier gave " + verdicts.size() + " verdicts on " + asked.size() + " parts");
        }
        var good = new IdentityHashMap<FilePart, VerifiedPart>();
        var problems = new ArrayList<Problem>(withMenu ? notCovered(verifier, parts, by) : List.of());
        for (int i = 0; i < questions.size(); i++) {
            TrustQuestion question = questions.get(i);
            switch (verdicts.get(i)) {
                case Verdict.Trusted(String voucher, Optional<MemorySegment> content) -> {
                    book.verified(question.asked(), voucher);
                    if (question.about().isEmpty()) {
                        problems.addAll(ofMenu(question.asked(), voucher, content.isPresent(), by));
                    }
                    for (FilePart part : question.about()) {
                        book.verified(part.part(), voucher);
                        good.put(part, withMenu
                                ? within(part, voucher, content.orElse(part.file().content()))
                                : new VerifiedPart(part.part(), voucher, content.orElse(part.part().content())));
                    }
                }
                case Verdict.Refused(Problem problem) -> {
                    problems.add(problem);
                    book.verified(question.asked(), PartReport.REFUSED);
                    question.about().forEach(part -> book.verified(part.part(), PartReport.REFUSED));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems.stream().distinct().toList(), null);
        }
        return new VerifiedImage(
                parts.stream().map(part -> Objects.requireNonNull(good.get(part), "nobody was asked about a part")).toList());
    }

    private List<Verdict> verdicts(ImageVerifier verifier, List<FetchedPart> parts) {
        if (verifier instanceof CompanionVerifier wanting) {
            Companions companions = new CompanionFetcher(boot, settings.clock(), settings.listener(), book).fetch(wanting, parts);
            return PluginCall.in(wanting, () -> wanting.verify(parts, companions));
        }
        return PluginCall.in(verifier, () -> verifier.verify(parts));
    }

    /** A file that was read whole had chosen its reader before, by how it began then. What the profile lets pass may change at any time. @param within whether the voucher is for some of it only */
    private static List<Problem> ofMenu(FetchedPart file, String voucher, boolean within, ChosenBy by) {
        var problems = new ArrayList<Problem>(within ? List.of(readWhole(file)) : List.of());
        if (!voucher.equals(Verdict.Trusted.UNCOVERED)) {
            changed(file.name(), file.uri(), file.content(), by).ifPresent(problems::add);
        }
        return problems;
    }

    private static Problem readWhole(FetchedPart menu) {
        return new Problem(OUTSIDE, Blame.PEER, menu.uri().toString(),
                "nobody vouches for all of the boot configuration: it was read whole, and its signature is within it",
                "sign it with a detached signature, in a file beside it");
    }

    /** @param vouched of the file */
    private static VerifiedPart within(FilePart part, String by, MemorySegment vouched) {
        if (part.range().isEmpty()) {
            return new VerifiedPart(part.part(), by, vouched);
        }
        PartRange range = part.range().get();
        long begin = vouched.address() - part.file().content().address();
        if (range.offset() < begin || range.end() > begin + vouched.byteSize()) {
            throw new Problem(OUTSIDE, Blame.PEER, part.file().uri().toString(),
                    "nobody vouches for the " + part.part().name() + ": it is " + range + " of the file, of which " + begin + " to "
                            + (begin + vouched.byteSize()) + " are verified",
                    "the file was put together wrongly, or somebody tampers with it; make and sign it again").asException();
        }
        return new VerifiedPart(part.part(), by);
    }

    /** The configuration files as parts, and those of the command line. */
    private static List<FetchedPart> menu(ChosenBy by) {
        var menu = new ArrayList<FetchedPart>();
        by.menu().forEach((uri, content) -> menu.add(part(MenuVerifier.MENU, uri, content)));
        by.line().forEach((uri, content) -> menu.add(part(MenuVerifier.COMMAND_LINE, uri, content)));
        return menu;
    }

    private static FetchedPart part(String name, BootUri uri, MemorySegment content) {
        return new FetchedPart(name, uri, content, Sha256.of(content), Duration.ZERO);
    }

    /** What no verdict can be on. */
    private List<Problem> notCovered(ImageVerifier verifier, List<FilePart> parts, ChosenBy by) {
        var problems = new ArrayList<Problem>();
        parts.forEach(part -> changed(part.part().name(), part.file().uri(), part.file().content(), by).ifPresent(problems::add));
        by.told().flatMap(line -> told(verifier, line)).ifPresent(problems::add);
        return problems;
    }

    /** It is no file, so that nobody can have signed it. */
    private Optional<Problem> told(ImageVerifier verifier, String line) {
        List<Voucher> asked = PluginCall.in(verifier, () -> VoucherSurvey.of(verifier, "", List.of(MenuVerifier.COMMAND_LINE)));
        boolean passes = asked.getFirst().answer() == Voucher.Answer.UNCOVERED;
        MemorySegment content = MemorySegment.ofArray(line.getBytes(StandardCharsets.UTF_8));
        FetchedPart part = part(MenuVerifier.COMMAND_LINE, BootUri.parse("dhcpv6://option-60/"), content);
        book.fetched(List.of(part));
        book.verified(part, passes ? Verdict.Trusted.UNCOVERED : PartReport.REFUSED);
        return passes
                ? Optional.empty()
                : Optional.of(new Problem(TOLD, Blame.PEER, "DHCPv6 option 60",
                        "nobody vouches for the command line that the DHCPv6 server gives: " + Printable.text(line, SHOWN),
                        "remove the option from the server, and write the line as cmdline = \"…\" in [handoff]\nor let it pass: uncovered = [\""
                                + MenuVerifier.COMMAND_LINE + "\"] in [trust]"));
    }

    /** What a menu says of a file was read from how that began, perhaps before it was fetched. */
    private static Optional<Problem> changed(String name, BootUri file, MemorySegment content, ChosenBy by) {
        return by.seen().getOrDefault(file, List.of()).stream().allMatch(each -> each.isOf(content))
                ? Optional.empty()
                : Optional.of(new Problem(CHANGED, Blame.PEER, file.toString(),
                        "\"" + name + "\" is not the file that the menu was made of: it began otherwise then",
                        "start the boot again: somebody has replaced the file meanwhile; if that doesn't help, the server gives different answers to the same request"));
    }
}
