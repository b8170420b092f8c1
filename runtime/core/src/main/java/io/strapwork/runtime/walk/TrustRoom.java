package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.fetch.PartRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.CompanionVerifier;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.MenuVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.PluginCall;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What may be booted of what was fetched. */
record TrustRoom(AssembledBoot boot, BootSettings settings, Logbook book) {
    private static final String OUTSIDE = "SW-F120";

    /**
     * Asks the verifier about everything at once, and goes on with what it vouches for.
     *
     * @param read the configuration files that led to the parts
     */
    VerifiedImage verify(List<FilePart> parts, Map<BootUri, MemorySegment> read) {
        ImageVerifier verifier = boot.verifier();
        boolean withMenu = verifier instanceof MenuVerifier;
        List<FetchedPart> menu = withMenu ? menu(read) : List.of();
        List<TrustQuestion> questions = withMenu ? TrustQuestion.ofFiles(parts, menu) : TrustQuestion.ofParts(parts);
        List<FetchedPart> asked = questions.stream().map(TrustQuestion::asked).toList();
        book.fetched(menu);
        List<Verdict> verdicts = verdicts(verifier, asked);
        if (verdicts.size() != asked.size()) {
            throw new IllegalStateException("the verifier gave " + verdicts.size() + " verdicts on " + asked.size() + " parts");
        }
        var good = new IdentityHashMap<FilePart, VerifiedPart>();
        var problems = new ArrayList<Problem>();
        for (int i = 0; i < questions.size(); i++) {
            TrustQuestion question = questions.get(i);
            switch (verdicts.get(i)) {
                case Verdict.Trusted(String by, Optional<MemorySegment> content) -> {
                    book.verified(question.asked(), by);
                    if (question.about().isEmpty() && content.isPresent()) {
                        problems.add(readWhole(question.asked()));
                    }
                    for (FilePart part : question.about()) {
                        book.verified(part.part(), by);
                        good.put(part, withMenu
                                ? within(part, by, content.orElse(part.file().content()))
                                : new VerifiedPart(part.part(), by, content.orElse(part.part().content())));
                    }
                }
                case Verdict.Refused(Problem problem) -> {
                    problems.add(problem);
                    book.verified(question.asked(), "refused");
                    question.about().forEach(part -> book.verified(part.part(), "refused"));
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

    /** The configuration files as parts. */
    private static List<FetchedPart> menu(Map<BootUri, MemorySegment> read) {
        var menu = new ArrayList<FetchedPart>();
        read.forEach((uri, content) -> menu.add(new FetchedPart(MenuVerifier.MENU, uri, content, Sha256.of(content), Duration.ZERO)));
        return menu;
    }
}
