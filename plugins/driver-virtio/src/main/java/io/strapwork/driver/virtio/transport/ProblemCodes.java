package io.strapwork.driver.virtio.transport;

/** Codes that the drivers of both buses report. */
public final class ProblemCodes {
    public static final String NO_CARD = "SW-L101";
    public static final String NO_SUCH_DEVICE = "SW-L102";
    public static final String NOT_A_CARD = "SW-L103";
    public static final String WRONG_OPTION = "SW-L104";
    public static final String STATUS_NOT_KEPT = "SW-L108";
    private ProblemCodes() {}
}
