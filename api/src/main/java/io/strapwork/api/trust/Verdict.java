package io.strapwork.api.trust;

import io.strapwork.api.plugin.Problem;
import org.apiguardian.api.API;

/** What a verifier says of one part. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public sealed interface Verdict {
    /** It may be booted. @param by how it is known, for the outcome: {@code "sha256"}, {@code "none"} */
    record Trusted(String by) implements Verdict {}

    /** It must not be booted. */
    record Refused(Problem problem) implements Verdict {}
}
