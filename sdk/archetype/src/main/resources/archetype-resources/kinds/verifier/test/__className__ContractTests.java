package ${package};

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.testkit.contract.ImageVerifierContract;
import java.util.List;
import java.util.stream.Collectors;

/** What every verifier does: it finds each changed bit. */
class ${className}ContractTests extends ImageVerifierContract {
    @Override
    protected ImageVerifier trusting(List<FetchedPart> parts) {
        return new ${className}Verifier(new ${className}Options(
                parts.stream().collect(Collectors.toMap(FetchedPart::name, part -> part.bytes() + " " + part.sha256()))));
    }
}
