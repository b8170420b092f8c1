package io.strapwork.api.trust;

import io.strapwork.api.fetch.FetchedPart;
import java.util.List;

/** A verdict over what was fetched. Called on the boot's own thread. */
public interface ImageVerifier {
    /** One verdict for each part, in their order. It looks at all of them, so that all refusals are told at once. */
    List<Verdict> verify(List<FetchedPart> parts);
}
