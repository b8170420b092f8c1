package io.strapwork.machine.embedded.virtio;

import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What drivers of a machine did wrong and were not told yet. Any thread. */
public final class DriverFaults {
    private static final Logger LOG = LoggerFactory.getLogger(DriverFaults.class);
    private static final int MOST = 16;
    private final List<Problem> untold = new ArrayList<>();
    private @Nullable Problem ended;

    /** From now on every bus call is refused with this. */
    public synchronized void end(Problem why) {
        untold.clear();
        ended = why;
    }

    public synchronized void report(Problem problem) {
        LOG.debug("{} {}: {}", problem.code(), problem.where(), problem.what());
        if (untold.size() < MOST) {
            untold.add(problem);
        }
    }

    /** Throws what was reported since the last time, if anything. */
    public void raise() {
        List<Problem> problems = take();
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
    }

    public synchronized List<Problem> take() {
        Problem last = ended;
        if (last != null) {
            return List.of(last);
        }
        List<Problem> problems = List.copyOf(untold);
        untold.clear();
        return problems;
    }
}
