package io.strapwork.trust.digest;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.testkit.contract.ImageVerifierContract;
import java.util.List;
import java.util.stream.Collectors;

class DigestContractTests extends ImageVerifierContract {
    @Override
    protected ImageVerifier trusting(List<FetchedPart> parts) {
        return new DigestVerifier(
                new DigestOptions(parts.stream().collect(Collectors.toMap(FetchedPart::name, part -> "sha256:" + part.sha256()))));
    }
}
