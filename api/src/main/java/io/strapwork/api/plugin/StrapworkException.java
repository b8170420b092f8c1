package io.strapwork.api.plugin;

import java.util.List;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** Carries one or more {@link Problem}s to the walk, which ends the boot with them. Plugins throw it for whatever the user must be told. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public class StrapworkException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;

    public StrapworkException(Problem problem) {
        this(List.of(problem), null);
    }

    public StrapworkException(Problem problem, @Nullable Throwable cause) {
        this(List.of(problem), cause);
    }

    public StrapworkException(List<Problem> problems, @Nullable Throwable cause) {
        super(problems.stream().map(problem -> problem.code() + " " + problem.where() + " " + problem.what())
                .collect(Collectors.joining("; ")), cause);
        this.problems = List.copyOf(problems);
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("no problems given");
        }
    }

    /** At least one. */
    public List<Problem> problems() {
        return problems;
    }
}
