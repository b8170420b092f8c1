package io.strapwork.api.trust;

import io.strapwork.api.plugin.Problem;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.apiguardian.api.API;

/** What a verifier says of one part. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public sealed interface Verdict {
    /**
     * It may be booted.
     *
     * @param by      how it is known, for the outcome: {@code "sha256"}, {@code "none"}, {@link #UNCOVERED}, or who vouches and with which key
     * @param content what is vouched for, within the part, when that isn't all of it: a text without its signature. The rest is not used. Empty for all of it.
     */
    record Trusted(String by, Optional<MemorySegment> content) implements Verdict {
        /** Of a part for which nobody vouches, as the profile allows. */
        public static final String UNCOVERED = "uncovered";

        /** All of the part. */
        public Trusted(String by) {
            this(by, Optional.empty());
        }

        /** Whether the profile just lets it pass. */
        public boolean isUncovered() {
            return by.equals(UNCOVERED);
        }
    }

    /** It must not be booted. */
    record Refused(Problem problem) implements Verdict {}
}
