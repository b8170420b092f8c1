package io.strapwork.testkit;

import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.assembly.ProblemReport;

/** Tells what is wrong with a test's firmware as the command line would, with hints: a test's failure shows nothing but the message. */
final class AssemblyException extends StrapworkException {
    private static final long serialVersionUID = 1L;

    private final String report;

    /** @param title how messages call the profile */
    AssemblyException(String title, StrapworkException cause) {
        super(cause.problems(), cause);
        this.report = ProblemReport.assembling(title, cause.problems()).strip();
    }

    @Override
    public String getMessage() {
        return report;
    }
}
