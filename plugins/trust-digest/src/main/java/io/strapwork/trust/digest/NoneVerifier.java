package io.strapwork.trust.digest;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.trust.EarlyVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifierPlugin;
import io.strapwork.api.trust.Voucher;
import io.strapwork.api.trust.VoucherSurvey;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** Trusts everything, and says so: the outcome records {@code "none"} for each part. A profile must write it down. */
@VerifierPlugin(id = "none")
public final class NoneVerifier implements EarlyVerifier, VoucherSurvey {
    @Inject
    public NoneVerifier() {}

    @Override
    public Optional<Verdict> early(FetchedPart part) {
        return Optional.of(new Verdict.Trusted("none"));
    }

    @Override
    public List<Verdict> verify(List<FetchedPart> parts) {
        return parts.stream().<Verdict>map(_ -> new Verdict.Trusted("none")).toList();
    }

    @Override
    public List<Voucher> vouchers(List<String> parts) {
        return parts.stream().map(_ -> new Voucher("none", Voucher.Answer.NOT_VERIFIED, List.of())).toList();
    }
}
