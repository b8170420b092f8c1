package io.strapwork.cli;

import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.assembly.ProblemReport;
import io.strapwork.runtime.walk.Failure;
import java.io.PrintWriter;
import java.util.List;

/** How the command line talks of problems. */
final class Terminal {
    private Terminal() {}

    /** Prints whatever ended a command and returns the exit status for it. */
    static int fail(Throwable thrown, PrintWriter errors) {
        print("strapwork can't go on", Failure.inCommand(thrown), errors);
        return thrown instanceof StrapworkException ? ExitStatus.USAGE : ExitStatus.BOOT_FAILED;
    }

    /** @param title what failed, without the count */
    static void print(String title, List<Problem> problems, PrintWriter errors) {
        errors.print(ProblemReport.of(title + ": " + (problems.size() == 1 ? "1 problem" : problems.size() + " problems"), problems));
        errors.flush();
    }
}
