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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Trusts what one of several verifiers trusts: the first in their order that vouches for it. */
@VerifierPlugin(id = "any")
public final class AnyVerifier implements CompanionVerifier, MenuVerifier, DigestingVerifier, VoucherSurvey {
    private final Asked asked;

    /** @param of those that the option names, in its order */
    @Inject
    public AnyVerifier(OfOptions options, @Named("of") List<ImageVerifier> of) {
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
        return asked.vouchers("any", parts, AnyVerifier::answer);
    }

    private static Answer answer(List<Answer> answers) {
        if (answers.contains(Answer.UNCOVERED)) {
            return Answer.UNCOVERED;
        }
        return answers.stream().filter(each -> each != Answer.REFUSES).findFirst().orElse(Answer.REFUSES);
    }

    @Override
    public List<Verdict> verify(List<FetchedPart> parts, Companions companions) {
        return asked.verdicts(parts, companions, AnyVerifier::verdict);
    }

    private static Verdict verdict(FetchedPart part, List<Asked.Answer> answers) {
        Optional<Verdict> passing = Optional.empty();
        for (Asked.Answer answer : answers) {
            if (answer.verdict() instanceof Verdict.Trusted trusted) {
                if (!trusted.isUncovered()) {
                    return trusted;
                }
                passing = Optional.of(trusted);
            }
        }
        return passing.or(() -> Asked.nobody(part, answers)).orElseGet(() -> refused(part, answers));
    }

    private static Verdict refused(FetchedPart part, List<Asked.Answer> answers) {
        if (answers.size() == 1) {
            return answers.getFirst().verdict();
        }
        var reasons = new ArrayList<String>();
        for (Asked.Answer answer : answers) {
            if (answer.verdict() instanceof Verdict.Refused(Problem problem)) {
                reasons.add(answer.id() + ": " + problem.what() + " (" + problem.code() + ")");
            }
        }
        return new Verdict.Refused(new Problem("SW-T702", Blame.PEER, part.uri().toString(),
                "none of " + answers.size() + " verifiers vouches for \"" + part.name() + "\"",
                String.join("\n", reasons) + "\none of them is enough: see the page of its code"));
    }
}
