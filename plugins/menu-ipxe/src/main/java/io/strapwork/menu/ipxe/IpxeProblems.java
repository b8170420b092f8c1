package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.util.List;

/** What ends the reading of a script. */
final class IpxeProblems {
    private static final String TO_MEND = "look for a loop of goto or chain that never ends";

    private IpxeProblems() {}

    /** Of one run, where others may go on: an item that never ends takes no other with it. */
    static final class RunException extends FetchException {
        private static final long serialVersionUID = 1L;

        private RunException(Problem problem) {
            super(problem);
        }
    }

    static FetchException notThere(BootUri script) {
        return new FetchException(
                problem("SW-F601", script.toString(), "the iPXE script is not there", "look at the server's path and its log"));
    }

    static FetchException noScript(BootUri file) {
        return new FetchException(
                problem("SW-F602", file.toString(), "this is no iPXE script, but a binary file", "begin a script with #!ipxe"));
    }

    static FetchException loops(Source where, String after, List<String> remarks) {
        Problem problem = problem("SW-F603", where.toString(), "the script comes here again and again, and nothing changes" + after,
                "mend what fails before it, or end the loop");
        return new FetchException(problem, remarks, null);
    }

    static RunException tooManySteps(Source where, int limit) {
        return new RunException(problem("SW-F604", where.toString(), "the script has taken " + limit + " steps without an end", TO_MEND));
    }

    static RunException tooDeep(Source where, int limit) {
        return new RunException(problem("SW-F605", where.toString(), "scripts chain each other more than " + limit + " deep", TO_MEND));
    }

    static RunException tooLong(Source where, int limit) {
        return new RunException(
                problem("SW-F606", where.toString(), "a word has more than " + limit + " characters when its settings are put in",
                        "look for a setting that contains itself"));
    }

    static RunException tooMany(Source where, int limit) {
        return new RunException(
                problem("SW-F607", where.toString(), "the script makes more than " + limit + " settings, images and items", TO_MEND));
    }

    static FetchException tooManyEntries(Source where, int limit) {
        return new FetchException(
                problem("SW-F608", where.toString(), "the menus have more than " + limit + " ways through them",
                        "give the menus fewer items"));
    }

    static FetchException exhausted(Source where, int limit) {
        return new FetchException(problem("SW-F609", where.toString(), "all menus together have taken " + limit + " steps",
                "look for items that never end, or give the menus fewer items"));
    }

    private static Problem problem(String code, String where, String what, String hint) {
        return new Problem(code, Blame.PEER, where, what, hint);
    }
}
