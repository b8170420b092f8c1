package io.strapwork.cli;

/** What the process ends with. */
final class ExitStatus {
    /** Handed off (and {@code --until} seen, if given). */
    static final int OK = 0;
    /** The boot failed, or there is no menu. */
    static final int BOOT_FAILED = 1;
    /** The profile can't be assembled, or the call is wrong. */
    static final int USAGE = 2;
    /** {@code --until} or {@code --timeout} ran out. */
    static final int RAN_OUT = 3;

    private ExitStatus() {}
}
