package io.strapwork.runtime.walk;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.assembly.LinkFault;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was thrown, as problems: whatever it is, a user reads problems and never a trace. The trace is logged for {@code --verbose}. */
public final class Failure {
    private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

    private static final int DEEPEST_CAUSE = 32;
    /** Of the JVM's message for a SIGBUS, which is how a full disk tells whoever writes to a mapped file. */
    private static final String LOST_PAGE = "unsafe memory access operation";

    private Failure() {}

    /**
     * Of a boot.
     *
     * @param where   the room or step
     * @param plugins those that work there; empty for none
     */
    static List<Problem> inBoot(Throwable thrown, String where, String plugins) {
        LOG.debug("the boot failed", thrown);
        return problems(thrown, where,
                other -> other instanceof LinkageError unlinked ? unlinked(unlinked, where, plugins) : fault(other, where, plugins));
    }

    /** Of a command, outside of a boot. */
    public static List<Problem> inCommand(Throwable thrown) {
        LOG.debug("the command failed", thrown);
        return problems(thrown, "", other -> new Problem("SW-X103", Blame.BUG, "", "the command line failed: " + other,
                "run again with --verbose for the full trace, and report it"));
    }

    private static List<Problem> problems(Throwable thrown, String where, Function<Throwable, Problem> unforeseen) {
        if (isCausedBy(thrown, OutOfMemoryError.class::isInstance)) {
            return List.of(new Problem("SW-X102", Blame.HOST, where, "this computer is out of memory",
                    "give the JVM more memory, or boot a smaller image"));
        }
        if (isCausedBy(thrown, cause -> cause instanceof InternalError && String.valueOf(cause.getMessage()).contains(LOST_PAGE))) {
            return List.of(new Problem("SW-X105", Blame.HOST, where, "this computer could not store a page of the machine's memory",
                    "the disk or the shared memory behind it is full: free some space in /dev/shm or the temporary folder, or set a smaller machine.memory"));
        }
        return thrown instanceof StrapworkException known ? known.problems() : List.of(unforeseen.apply(thrown));
    }

    /** Also where whoever met it took it for a fault of the network. */
    private static boolean isCausedBy(Throwable thrown, Predicate<Throwable> kind) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEEPEST_CAUSE; depth++) {
            if (kind.test(at)) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }

    private static Problem unlinked(LinkageError e, String where, String plugins) {
        return new Problem("SW-X104", Blame.BUG, where + (plugins.isEmpty() ? "" : ": " + plugins),
                "a plugin" + (plugins.isEmpty() ? "" : " of the " + where + " room") + " " + LinkFault.reason(e),
                "a plugin jar must contain all libraries that it uses, in the versions that it was built with; report this to its author");
    }

    private static Problem fault(Throwable e, String where, String plugins) {
        return new Problem("SW-X101", Blame.BUG,
                where + (plugins.isEmpty() ? "" : ": " + plugins + ",") + Problem.thrownAt(e).map(place -> " at " + place).orElse(""),
                "a plugin or Strapwork itself failed: " + e, "run again with --verbose for the full trace, and report it");
    }
}
