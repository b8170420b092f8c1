package io.strapwork.trust.x509;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.testkit.contract.ImageVerifierContract;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class CmsContractTests extends ImageVerifierContract {
    @TempDir
    Path folder;
    private final TestAuthority root = TestAuthority.root("root");
    private final TestAuthority signer = root.signer("signer");

    @Override
    protected ImageVerifier trusting(List<FetchedPart> parts) {
        return new CmsVerifier(new CmsOptions(List.of(root.pem(folder.resolve("root.pem"))), List.of(), List.of(), List.of()),
                new FixedClock(TestAuthority.NOW));
    }

    @Override
    protected Optional<byte[]> beside(FetchedPart trusted, String name) {
        return name.endsWith(".sig") ? Optional.of(signer.sign(trusted.content().toArray(ValueLayout.JAVA_BYTE))) : Optional.empty();
    }
}
