package io.strapwork.runtime.profile;

/** Codes of profiles that the reader and the assembly report. */
public final class ProblemCodes {
    public static final String UNKNOWN_SECTION = "SW-P104";
    public static final String UNKNOWN_KEY = "SW-P105";
    public static final String WRONG_TYPE = "SW-P106";
    public static final String NO_URI = "SW-P113";
    private ProblemCodes() {}
}
