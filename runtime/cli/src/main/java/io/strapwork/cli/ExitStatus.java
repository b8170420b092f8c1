package io.strapwork.cli;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.util.List;

/** What the process ends with. */
final class ExitStatus {
    /** Handed off (and {@code --until} seen, if given). */
    static final int OK = 0;
    /** The boot failed, also because of this computer before it began, or there is no menu. */
    static final int BOOT_FAILED = 1;
    /** The profile can't be assembled, or the call is wrong. */
    static final int USAGE = 2;
    /** {@code --until} or {@code --timeout} ran out. */
    static final int RAN_OUT = 3;

    private ExitStatus() {}

    /** Of a boot that was not even assembled: when only this computer is to blame, nothing is wrong with the call. */
    static int unassembled(List<Problem> problems) {
        return problems.stream().allMatch(problem -> problem.blame() == Blame.HOST) ? BOOT_FAILED : USAGE;
    }
}
