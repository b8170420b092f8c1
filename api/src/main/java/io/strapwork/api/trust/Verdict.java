package io.strapwork.api.trust;

import io.strapwork.api.plugin.Problem;

/** What a verifier says of one part. */
public sealed interface Verdict {
    /** It may be booted. @param by how it is known, for the outcome: {@code "sha256"}, {@code "none"} */
    record Trusted(String by) implements Verdict {}

    /** It must not be booted. */
    record Refused(Problem problem) implements Verdict {}
}
