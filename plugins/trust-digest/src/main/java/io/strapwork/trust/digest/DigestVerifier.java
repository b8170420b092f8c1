package io.strapwork.trust.digest;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.DigestingVerifier;
import io.strapwork.api.trust.EarlyVerifier;
import io.strapwork.api.trust.MenuVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifierPlugin;
import io.strapwork.api.trust.Voucher;
import io.strapwork.api.trust.VoucherSurvey;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Trusts exactly the bytes whose digests the profile states: SHA-256 or SHA-512 of each part. A part without a digest is refused.
 *
 * <p>A digest of a part that is not fetched can't be told by a verdict on a part; it ends the verification with all refusals.
 */
@VerifierPlugin(id = "digest")
public final class DigestVerifier implements DigestingVerifier, EarlyVerifier, VoucherSurvey {
    private final Map<String, String> stated;

    @Inject
    public DigestVerifier(DigestOptions options) {
        this.stated = options.parts();
    }

    @Override
    public Set<String> digests() {
        return stated.values().stream().flatMap(text -> StatedDigest.parse(text).stream()).map(StatedDigest::algorithm)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<Verdict> early(FetchedPart part) {
        return Optional.of(verdict(part));
    }

    @Override
    public List<Verdict> verify(List<FetchedPart> parts) {
        List<Verdict> verdicts = parts.stream().map(this::verdict).toList();
        var unused = new TreeMap<>(stated);
        parts.forEach(part -> unused.remove(part.name()));
        if (!unused.isEmpty()) {
            var problems = new ArrayList<Problem>();
            unused.keySet().forEach(name -> problems
                    .add(problem("SW-T103", "trust." + name, "[trust] has a digest for \"" + name + "\", but no such part is fetched",
                            "add fetch." + name + " to the profile, or remove trust." + name)));
            for (Verdict verdict : verdicts) {
                if (verdict instanceof Verdict.Refused(Problem refusal)) {
                    problems.add(refusal);
                }
            }
            throw new StrapworkException(problems, null);
        }
        return verdicts;
    }

    @Override
    public List<Voucher> vouchers(List<String> parts) {
        return parts.stream().map(this::voucher).toList();
    }

    private Voucher voucher(String part) {
        String text = stated.get(part);
        if (text == null) {
            return MenuVerifier.isMenuPart(part)
                    ? new Voucher("digest", Voucher.Answer.NOT_ASKED, List.of())
                    : new Voucher("digest", Voucher.Answer.REFUSES, List.of("[trust] has no digest for \"" + part + "\""));
        }
        return StatedDigest.parse(text)
                .map(digest -> new Voucher("digest", Voucher.Answer.VOUCHES, List.of(digest.id() + ":" + digest.hex())))
                .orElseGet(() -> new Voucher("digest", Voucher.Answer.REFUSES, List.of("\"" + text + "\" is not a digest")));
    }

    private Verdict verdict(FetchedPart part) {
        String text = stated.get(part.name());
        if (text == null) {
            return new Verdict.Refused(problem("SW-T101", "trust." + part.name(),
                    "[trust] has no digest for \"" + part.name() + "\", fetched from " + part.uri(),
                    "if this file is the right one, add to [trust]:  " + part.name() + " = \"sha256:" + part.sha256() + "\""));
        }
        Optional<StatedDigest> digest = StatedDigest.parse(text);
        if (digest.isEmpty()) {
            return new Verdict.Refused(problem("SW-T102", "trust." + part.name(), "\"" + text + "\" is not a digest",
                    "write sha256: and 64 hexadecimal digits, or sha512: and 128"));
        }
        StatedDigest expected = digest.get();
        String found = expected.id().equals("sha256") ? part.sha256() : part.digests().hex(expected.algorithm());
        if (found.equals(expected.hex())) {
            return new Verdict.Trusted(expected.id());
        }
        return new Verdict.Refused(new Problem("SW-T104", Blame.PEER, part.uri().toString(),
                "\"" + part.name() + "\" (" + part.bytes() + " bytes) does not match the digest in the profile",
                "expected: " + expected.id() + ":" + expected.hex() + "\nfound:    " + expected.id() + ":" + found
                        + "\nthe server has another version of the file, or someone changed it; update trust." + part.name()
                        + " only if you know why"));
    }

    private static Problem problem(String code, String where, String what, String hint) {
        return new Problem(code, Blame.USER, where, what, hint);
    }
}
