package io.strapwork.cli;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.assembly.ProblemReport;
import java.io.PrintWriter;
import java.util.List;
import org.slf4j.LoggerFactory;

/** How the command line talks of problems. */
final class Terminal {
    private Terminal() {}

    /** Prints whatever ended a command and returns the exit status for it. */
    static int fail(Exception exception, PrintWriter errors) {
        if (exception instanceof StrapworkException problem) {
            print("strapwork can't go on", problem.problems(), errors);
            return ExitStatus.USAGE;
        }
        LoggerFactory.getLogger(Terminal.class).debug("the command failed", exception);
        print("strapwork can't go on", List.of(new Problem("SW-X203", Blame.BUG, "", "the command line has a fault: " + exception,
                "run again with --verbose for the whole trace, and report it")), errors);
        return ExitStatus.BOOT_FAILED;
    }

    /** @param title what failed, without the count */
    static void print(String title, List<Problem> problems, PrintWriter errors) {
        errors.print(ProblemReport.of(title + ": " + (problems.size() == 1 ? "1 problem" : problems.size() + " problems"), problems));
        errors.flush();
    }
}
