package io.strapwork.cli;

import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.assembly.ProblemReport;
import io.strapwork.runtime.walk.Failure;
import java.io.PrintWriter;
import java.util.List;

/** How the command line talks of problems. */
final class Terminal {
    /** A title for arguments that can't be read; what overrides the profile is the profile's fault. */
    static final String ARGUMENTS = "the arguments can't be used";

    private Terminal() {}

    /** Prints whatever ended a command and returns the exit status for it. */
    static int fail(Throwable thrown, PrintWriter errors) {
        List<Problem> problems = Failure.inCommand(thrown);
        boolean files = problems.stream().map(Problem::code).allMatch(WrittenFile.CODES::contains);
        print(files ? WrittenFile.TITLE : "strapwork can't continue", problems, errors);
        return thrown instanceof StrapworkException told ? ExitStatus.unassembled(told.problems()) : ExitStatus.BOOT_FAILED;
    }

    /** Prints why a command can't begin and returns the exit status for it. @param title as {@link #print} */
    static int unusable(String title, StrapworkException e, PrintWriter errors) {
        print(title, e.problems(), errors);
        return ExitStatus.unassembled(e.problems());
    }

    /** @param title what failed, without the count */
    static void print(String title, List<Problem> problems, PrintWriter errors) {
        errors.print(ProblemReport.of(title + ": " + (problems.size() == 1 ? "1 problem" : problems.size() + " problems"), problems));
        errors.flush();
    }
}
