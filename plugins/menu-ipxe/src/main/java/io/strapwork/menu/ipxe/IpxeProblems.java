package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.util.List;

/** What ends the reading of a script. */
final class IpxeProblems {
    private static final String TO_MEND = "check for an endless loop of goto or chain";

    private IpxeProblems() {}

    /** Of one run; other runs may continue: an item that never ends does not stop the others. */
    static final class RunException extends FetchException {
        private static final long serialVersionUID = 1L;

        private RunException(Problem problem) {
            super(problem);
        }
    }

    static FetchException notThere(BootUri script) {
        return new FetchException(
                problem("SW-F601", script.toString(), "the iPXE script does not exist", "check the path and the server's log"));
    }

    static FetchException noScript(BootUri file) {
        return new FetchException(
                problem("SW-F602", file.toString(), "this is a binary file, not an iPXE script", "begin a script with #!ipxe"));
    }

    static FetchException loops(Source where, String after, List<String> remarks) {
        Problem problem = problem("SW-F603", where.toString(), "the script returns here again and again without any change" + after,
                "fix what fails before it, or end the loop");
        return new FetchException(problem, remarks, null);
    }

    static RunException tooManySteps(Source where, int limit) {
        return new RunException(problem("SW-F604", where.toString(), "the script did not end after " + limit + " steps", TO_MEND));
    }

    static RunException tooDeep(Source where, int limit) {
        return new RunException(problem("SW-F605", where.toString(), "scripts chain each other more than " + limit + " deep", TO_MEND));
    }

    static RunException tooLong(Source where, int limit) {
        return new RunException(
                problem("SW-F606", where.toString(), "a word has more than " + limit + " characters once its settings are expanded",
                        "check for a setting that contains itself"));
    }

    static RunException tooMany(Source where, int limit) {
        return new RunException(
                problem("SW-F607", where.toString(), "the script creates more than " + limit + " settings, images and items", TO_MEND));
    }

    static FetchException tooManyEntries(Source where, int limit) {
        return new FetchException(
                problem("SW-F608", where.toString(), "there are more than " + limit + " paths through the menus",
                        "give the menus fewer items"));
    }

    static FetchException exhausted(Source where, int limit) {
        return new FetchException(problem("SW-F609", where.toString(), "the menus took " + limit + " steps in total",
                "check for items that never end, or give the menus fewer items"));
    }

    private static Problem problem(String code, String where, String what, String hint) {
        return new Problem(code, Blame.PEER, where, what, hint);
    }
}
