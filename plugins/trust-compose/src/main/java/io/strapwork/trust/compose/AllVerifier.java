package io.strapwork.trust.compose;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.CompanionVerifier;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.DigestingVerifier;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.MenuVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifierPlugin;
import io.strapwork.api.trust.Voucher;
import io.strapwork.api.trust.Voucher.Answer;
import io.strapwork.api.trust.VoucherSurvey;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Trusts what all of several verifiers trust. One that lets a part pass uncovered leaves it to the others. */
@VerifierPlugin(id = "all")
public final class AllVerifier implements CompanionVerifier, MenuVerifier, DigestingVerifier, VoucherSurvey {
    private final Asked asked;

    /** @param of those that the option names, in its order */
    @Inject
    public AllVerifier(OfOptions options, @Named("of") List<ImageVerifier> of) {
        this.asked = new Asked(options.of(), of);
    }

    @Override
    public List<String> companions(FetchedPart part) {
        return asked.companions(part);
    }

    @Override
    public Set<String> digests() {
        return asked.digests();
    }

    @Override
    public List<Voucher> vouchers(List<String> parts) {
        return asked.vouchers("all", parts, AllVerifier::answer);
    }

    private static Answer answer(List<Answer> answers) {
        if (answers.contains(Answer.REFUSES)) {
            return Answer.REFUSES;
        }
        return answers.stream().filter(each -> each != Answer.UNCOVERED).findFirst().orElse(Answer.UNCOVERED);
    }

    @Override
    public List<Verdict> verify(List<FetchedPart> parts, Companions companions) {
        return asked.verdicts(parts, companions, AllVerifier::verdict);
    }

    private static Verdict verdict(FetchedPart part, List<Asked.Answer> answers) {
        Optional<Verdict> refused = answers.stream().map(Asked.Answer::verdict).filter(Verdict.Refused.class::isInstance).findFirst();
        return refused.or(() -> Asked.nobody(part, answers))
                .orElseGet(() -> joined(part, answers.stream().map(answer -> (Verdict.Trusted) answer.verdict()).toList()));
    }

    private static Verdict joined(FetchedPart part, List<Verdict.Trusted> trusted) {
        List<Verdict.Trusted> vouching = trusted.stream().filter(each -> !each.isUncovered()).toList();
        if (vouching.isEmpty()) {
            return trusted.getFirst();
        }
        String by = vouching.stream().map(Verdict.Trusted::by).collect(Collectors.joining(" and "));
        MemorySegment content = part.content();
        for (Verdict.Trusted each : vouching) {
            MemorySegment its = each.content().orElse(part.content());
            Optional<MemorySegment> common = common(part.content(), content, its);
            if (common.isEmpty()) {
                return new Verdict.Refused(new Problem("SW-T701", Blame.PEER, part.uri().toString(),
                        "the verifiers vouch for different bytes of \"" + part.name() + "\"",
                        "one reads a signature within the file, and another one something else; use one of them alone"));
            }
            content = common.get();
        }
        return same(content, part.content()) ? new Verdict.Trusted(by) : new Verdict.Trusted(by, Optional.of(content));
    }

    /** What two vouch for, where both are within the file. */
    private static Optional<MemorySegment> common(MemorySegment file, MemorySegment one, MemorySegment other) {
        if (same(one, other) || same(other, file)) {
            return Optional.of(one);
        }
        if (same(one, file)) {
            return Optional.of(other);
        }
        long begin = Math.max(one.address(), other.address());
        long end = Math.min(one.address() + one.byteSize(), other.address() + other.byteSize());
        return one.isNative() && other.isNative() && begin >= file.address() && end <= file.address() + file.byteSize() && begin < end
                ? Optional.of(file.asSlice(begin - file.address(), end - begin))
                : Optional.empty();
    }

    /** Segments that begin at one place are equal, however long they are. */
    private static boolean same(MemorySegment one, MemorySegment other) {
        return one.equals(other) && one.byteSize() == other.byteSize();
    }
}
