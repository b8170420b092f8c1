package io.strapwork.api.trust;

import io.strapwork.api.fetch.FetchedPart;
import java.util.List;
import org.apiguardian.api.API;

/** A verdict over what was fetched. Called on the boot's own thread. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface ImageVerifier {
    /** One verdict for each part, in their order. It looks at all of them, so that all refusals are reported together. */
    List<Verdict> verify(List<FetchedPart> parts);
}
