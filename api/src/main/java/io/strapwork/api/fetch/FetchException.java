package io.strapwork.api.fetch;

import io.strapwork.api.plugin.Problem;
import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A fetch that failed for good, with the protocol's own retries used up. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public class FetchException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;
    private final transient List<String> attempts;

    public FetchException(Problem problem) {
        this(problem, List.of(), null);
    }

    /** @param attempts one line on each attempt that failed before, the first one first */
    public FetchException(Problem problem, List<String> attempts, @Nullable Throwable cause) {
        super(problem.code() + " " + problem.where() + " " + problem.what(), cause);
        this.problem = problem;
        this.attempts = List.copyOf(attempts);
    }

    public Problem problem() {
        return problem;
    }

    public List<String> attempts() {
        return attempts;
    }
}
