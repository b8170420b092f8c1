package io.strapwork.menu.grub;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;

/** The problems of reading a GRUB configuration. */
final class GrubProblems {
    private GrubProblems() {}

    /** A limit that an entry of a menu may reach without taking the others with it. */
    static final class LimitReached extends FetchException {
        private static final long serialVersionUID = 1L;

        LimitReached(Problem problem) {
            super(problem);
        }
    }

    static LimitReached steps(String where, long steps) {
        return problem("SW-F501", where, "the configuration did not end after " + steps + " steps", "check for an endless loop");
    }

    static LimitReached depth(String where, int depth) {
        return problem("SW-F502", where, "calls of functions and files are nested " + depth + " deep",
                "check for a function or a file that calls itself");
    }

    static LimitReached size(String where, int characters) {
        return problem("SW-F503", where, "a command or a variable is longer than " + characters + " characters",
                "check for a variable that grows in a loop");
    }

    static FetchException entries(String where, int entries) {
        return new FetchException(new Problem("SW-F504", Blame.PEER, where, "the menu has more than " + entries + " entries",
                "check for a menu entry in a loop"));
    }

    static FetchException missing(BootUri config) {
        return new FetchException(new Problem("SW-F505", Blame.PEER, config.toString(), "the configuration does not exist",
                "check the path and the file's permissions on the server"));
    }

    private static LimitReached problem(String code, String where, String what, String hint) {
        return new LimitReached(new Problem(code, Blame.PEER, where, what, hint));
    }
}
