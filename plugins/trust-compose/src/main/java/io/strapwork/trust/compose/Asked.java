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
import io.strapwork.api.trust.Voucher;
import io.strapwork.api.trust.VoucherSurvey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Several verifiers, each asked about all that it can answer for. */
record Asked(List<String> ids, List<ImageVerifier> verifiers) {
    /** One verifier's verdict. */
    record Answer(String id, Verdict verdict) {}

    List<String> companions(FetchedPart part) {
        var names = new ArrayList<String>();
        for (ImageVerifier verifier : verifiers) {
            if (verifier instanceof CompanionVerifier wanting && answersFor(verifier, part)) {
                wanting.companions(part).stream().filter(name -> !names.contains(name)).forEach(names::add);
            }
        }
        if (names.size() > CompanionVerifier.MOST) {
            throw new Problem("SW-T708", Blame.USER, "trust.of", "the verifiers want " + names.size() + " files beside each part",
                    "set signature to fewer places in their sections: at most " + CompanionVerifier.MOST + " in all").asException();
        }
        return names;
    }

    Set<String> digests() {
        return verifiers.stream().flatMap(verifier -> DigestingVerifier.of(verifier).stream()).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Of each part, what those say that answer for such.
     *
     * @param answer from theirs, which are never none
     */
    List<Voucher> vouchers(String id, List<String> parts, Function<List<Voucher.Answer>, Voucher.Answer> answer) {
        List<List<Voucher>> told = IntStream.range(0, verifiers.size())
                .mapToObj(i -> VoucherSurvey.of(verifiers.get(i), ids.get(i), parts)).toList();
        return IntStream.range(0, parts.size()).mapToObj(i -> {
            List<Voucher> of = told.stream().map(each -> each.get(i)).filter(each -> each.answer() != Voucher.Answer.NOT_ASKED).toList();
            return of.isEmpty()
                    ? new Voucher(id, Voucher.Answer.REFUSES, List.of("none of the verifiers answers for it"))
                    : new Voucher(id, answer.apply(of.stream().map(Voucher::answer).toList()), List.of(), of);
        }).toList();
    }

    private static boolean answersFor(ImageVerifier verifier, FetchedPart part) {
        return verifier instanceof MenuVerifier || !MenuVerifier.isMenuPart(part.name());
    }

    /**
     * Of each part, in order.
     *
     * @param verdict from the answers of those that answer for such
     */
    List<Verdict> verdicts(List<FetchedPart> parts, Companions companions, BiFunction<FetchedPart, List<Answer>, Verdict> verdict) {
        List<List<Answer>> answers = answers(parts, companions);
        return IntStream.range(0, parts.size()).mapToObj(i -> verdict.apply(parts.get(i), answers.get(i))).toList();
    }

    private List<List<Answer>> answers(List<FetchedPart> parts, Companions companions) {
        var answers = new ArrayList<List<Answer>>();
        parts.forEach(_ -> answers.add(new ArrayList<>()));
        for (int i = 0; i < verifiers.size(); i++) {
            ImageVerifier verifier = verifiers.get(i);
            List<FetchedPart> its = parts.stream().filter(part -> answersFor(verifier, part)).toList();
            List<Verdict> verdicts = verifier instanceof CompanionVerifier wanting ? wanting.verify(its, companions) : verifier.verify(its);
            int next = 0;
            for (int k = 0; k < parts.size(); k++) {
                if (answersFor(verifier, parts.get(k))) {
                    answers.get(k).add(new Answer(ids.get(i), verdicts.get(next++)));
                }
            }
        }
        return answers;
    }

    /** Of a part that none of them answers for: the menu's, when all are of the sort that never saw one. */
    static Optional<Verdict> nobody(FetchedPart part, List<Answer> answers) {
        return answers.isEmpty()
                ? Optional.of(new Verdict.Refused(new Problem("SW-T703", Blame.USER, part.uri().toString(),
                        "none of the verifiers answers for a boot configuration, and this boot has read one",
                        "add one that does, such as openpgp, or name the parts in [fetch] instead of a menu")))
                : Optional.empty();
    }
}
