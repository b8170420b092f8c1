package io.strapwork.api.trust;

import io.strapwork.api.fetch.FetchedPart;
import java.util.Optional;
import org.apiguardian.api.API;

/** A verifier that can tell of a part by itself, before the others are there. It is asked about all of them nevertheless. Called on the boot's own thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface EarlyVerifier extends ImageVerifier {
    /** The verdict that {@link #verify} will give on this part, whatever else is fetched; empty when that depends. */
    Optional<Verdict> early(FetchedPart part);
}
