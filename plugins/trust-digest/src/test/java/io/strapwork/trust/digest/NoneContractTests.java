package io.strapwork.trust.digest;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.testkit.contract.ImageVerifierContract;
import java.util.List;

class NoneContractTests extends ImageVerifierContract {
    @Override
    protected ImageVerifier trusting(List<FetchedPart> parts) {
        return new NoneVerifier();
    }

    @Override
    protected boolean looks() {
        return false;
    }
}
