package io.strapwork.api.trust;

import java.util.Set;
import org.apiguardian.api.API;

/** A verifier that knows which digests of whole files it will ask for: they are made beside the fetch, so that nothing is read twice. Those that nobody foresaw are made when they are asked for. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface DigestingVerifier extends ImageVerifier {
    /** In the JDK's words; SHA-256 is made in any case. Asked on the boot's own thread, before the first fetch. */
    Set<String> digests();

    /** Those that a verifier will ask for, if it says so. */
    static Set<String> of(ImageVerifier verifier) {
        return verifier instanceof DigestingVerifier wanting ? Set.copyOf(wanting.digests()) : Set.of();
    }
}
