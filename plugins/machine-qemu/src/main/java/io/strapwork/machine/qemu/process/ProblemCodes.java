package io.strapwork.machine.qemu.process;

/** Codes that several architectures, or several steps of a start, report. */
public final class ProblemCodes {
    public static final String NO_MEMORY = "SW-M205";
    public static final String NO_KVM = "SW-M207";
    public static final String ENDED = "SW-M216";
    public static final String NO_ANSWER = "SW-M220";
    public static final String REGISTER = "SW-M222";
    private ProblemCodes() {}
}
